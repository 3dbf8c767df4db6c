import { isAbsolute } from 'node:path';

/** What the environment sets, checked. */
export interface Settings {
  /** Directory of keys.txt (`DATA_PATH`). */
  readonly dataPath: string;
  /** Port of the API (`PORT`); 0 takes any free one. */
  readonly port: number;
  /** How long making the keys takes (`KEYS_SECONDS`). */
  readonly keysSeconds: number;
}

/** One setting that is not as it must be. */
export interface WrongSetting {
  readonly setting: string;
  readonly value: string | undefined;
  readonly allowed: string;
}

/** Thrown with every wrong setting at once, so that one start shows them all. */
export class SettingsError extends Error {
  constructor(readonly wrong: readonly WrongSetting[]) {
    super(`wrong settings: ${wrong.map(({ setting }) => setting).join(', ')}`);
  }
}

/** Reads and checks all settings; throws a `SettingsError` that lists the wrong ones. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const wrong: WrongSetting[] = [];

  const number = (setting: string, fallback: number, max: number, form: RegExp, kind: string): number => {
    const value = env[setting] ?? String(fallback);
    if (!form.test(value) || Number(value) > max) {
      wrong.push({ setting, value, allowed: `${kind} from 0 to ${max}` });
    }
    return Number(value);
  };

  const dataPath = env.DATA_PATH ?? '';
  if (!isAbsolute(dataPath)) {
    wrong.push({ setting: 'DATA_PATH', value: env.DATA_PATH, allowed: 'the absolute path of a directory' });
  }
  const port = number('PORT', 80, 65535, /^\d+$/, 'a whole number');
  const keysSeconds = number('KEYS_SECONDS', 30, 3600, /^\d+(\.\d+)?$/, 'a number');

  if (wrong.length > 0) throw new SettingsError(wrong);
  return { dataPath, port, keysSeconds };
}
