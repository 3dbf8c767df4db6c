/** What the environment sets, checked. */
export interface Settings {
  /** Port of the page (`PORT`); 0 takes any free one. */
  readonly port: number;
  /** Origin of the backend (`BACKEND_URL`). */
  readonly backend: URL;
}

/** One setting that is not as it must be. */
export interface WrongSetting {
  readonly setting: string;
  readonly value: string;
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

  const port = env.PORT ?? '8080';
  if (!/^\d+$/.test(port) || Number(port) > 65535) {
    wrong.push({ setting: 'PORT', value: port, allowed: 'a whole number from 0 to 65535' });
  }
  const value = env.BACKEND_URL ?? 'http://localhost:5000';
  const backend = originOf(value);
  if (!backend) {
    const allowed = 'an http address without path, query or credentials, such as http://localhost:5000';
    wrong.push({ setting: 'BACKEND_URL', value: withoutCredentials(value), allowed });
  }

  if (wrong.length > 0 || !backend) throw new SettingsError(wrong);
  return { port: Number(port), backend };
}

function originOf(value: string): URL | undefined {
  if (!/^http:\/\/[^/?#@\\\s]+\/?$/i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.port === '0' ? undefined : url;
}

// A password that was put there by mistake must not reach the log.
function withoutCredentials(value: string): string {
  return value.replace(/[^/]*@/, '…@');
}
