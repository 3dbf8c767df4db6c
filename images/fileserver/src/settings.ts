import { isAbsolute } from 'node:path';
import { HOST, numberSetting, portSetting, readSettings as read } from '../../node-service/src/settings';

/** The checked settings of the environment. */
export interface Settings {
  /** Directory of keys.txt (`DATA_PATH`); it must be set. */
  readonly dataPath: string;
  /** IP address of the API (`HOST`); default: empty, which means all addresses. */
  readonly host: string;
  /** Port of the API (`PORT`); 0 takes any free port. Default: 80. */
  readonly port: number;
  /** How long making the keys takes, in seconds (`KEYS_SECONDS`). Default: 30. */
  readonly keysSeconds: number;
}

/**
 * Reads and checks all settings.
 *
 * @throws SettingsError with every setting that is missing or not allowed
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return read<Settings>(env, {
    dataPath: {
      setting: 'DATA_PATH',
      allowed: 'the absolute path of a directory',
      parse: (text) => (isAbsolute(text) ? text : undefined),
    },
    host: HOST,
    port: portSetting(80),
    keysSeconds: numberSetting('KEYS_SECONDS', { fallback: 30, max: 3600 }),
  });
}
