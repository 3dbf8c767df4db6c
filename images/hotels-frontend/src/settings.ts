import { HOST, portSetting, readSettings as read } from '../../node-service/src/settings';

/** The checked settings of the environment. */
export interface Settings {
  /** IP address of the page (`HOST`); default: empty, which means all addresses. */
  readonly host: string;
  /** Port of the page (`PORT`); 0 takes any free port. Default: 8080. */
  readonly port: number;
  /** Origin of the backend (`BACKEND_URL`). Default: http://localhost:5000. */
  readonly backend: URL;
}

/**
 * Reads and checks all settings.
 *
 * @throws SettingsError with every setting that is not allowed
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return read<Settings>(env, {
    host: HOST,
    port: portSetting(8080),
    backend: {
      setting: 'BACKEND_URL',
      fallback: 'http://localhost:5000',
      allowed: 'an http address without path, query or credentials, such as http://localhost:5000',
      parse: originOf,
      shown: withoutCredentials,
    },
  });
}

function originOf(value: string): URL | undefined {
  if (!/^http:\/\/[^/?#@\\\s]+\/?$/i.test(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return url.port === '0' ? undefined : url;
}

// A password in the address, set by mistake, must not reach the log.
function withoutCredentials(value: string): string {
  return value.replace(/[^/]*@/, '…@');
}
