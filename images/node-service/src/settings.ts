import { isIP } from 'node:net';

/** A setting with a value that is not allowed. */
export interface WrongSetting {
  /** Its name in the environment. */
  readonly setting: string;
  /** Its value as a message may show it; undefined when it is not set. */
  readonly value: string | undefined;
  /** What it must be, worded to follow "it must be". */
  readonly allowed: string;
}

/** Lists every wrong setting, so that one start of the service shows them all. */
export class SettingsError extends Error {
  /** @param wrong - the wrong settings, at least one */
  constructor(readonly wrong: readonly WrongSetting[]) {
    super(`wrong settings: ${wrong.map(({ setting }) => setting).join(', ')}`);
  }
}

/** How one setting is read from the environment. */
export interface Setting<T> {
  /** Its name in the environment. */
  readonly setting: string;
  /** Its text when it is not set; default: it must be set. */
  readonly fallback?: string;
  /** What it must be, worded to follow "it must be". */
  readonly allowed: string;
  /** Its value for the service; undefined when the text is not allowed. */
  readonly parse: (text: string) => T | undefined;
  /** The text as a message may show it; default: unchanged. */
  readonly shown?: (text: string) => string;
}

/**
 * Reads and checks all settings of a service.
 *
 * @param env - the environment of the process
 * @param settings - how each field of the result is read
 * @throws SettingsError with every setting that is missing or not allowed
 */
export function readSettings<T>(
  env: NodeJS.ProcessEnv,
  settings: { readonly [K in keyof T]: Setting<T[K]> },
): T {
  const wrong: WrongSetting[] = [];
  const values: Partial<T> = {};
  for (const field of Object.keys(settings) as (keyof T)[]) {
    const { setting, fallback, allowed, parse, shown } = settings[field];
    const text = env[setting] ?? fallback;
    const value = text === undefined ? undefined : parse(text);
    if (value !== undefined) values[field] = value;
    else wrong.push({ setting, value: text === undefined ? text : (shown?.(text) ?? text), allowed });
  }
  if (wrong.length > 0) throw new SettingsError(wrong);
  return values as T;
}

/**
 * The setting `HOST`: the IP address to listen on. Default: empty, which means all addresses, as a pod needs. Tests set a
 * loopback address.
 */
export const HOST: Setting<string> = {
  setting: 'HOST',
  fallback: '',
  allowed: 'an IP address, or empty for all addresses',
  parse: (text) => (text === '' || isIP(text) ? text : undefined),
};

/**
 * The setting `PORT`: the port to listen on; 0 takes any free port.
 *
 * @param fallback - the port when it is not set
 */
export function portSetting(fallback: number): Setting<number> {
  return numberSetting('PORT', { fallback, max: 65535, whole: true });
}

/**
 * A setting that is a decimal number from 0 to `max`, without sign or exponent.
 *
 * @param setting - its name in the environment
 * @param range - the value when it is not set, the largest value, and whether it must be a whole number
 */
export function numberSetting(
  setting: string,
  { fallback, max, whole = false }: { fallback: number; max: number; whole?: boolean },
): Setting<number> {
  const form = whole ? /^\d+$/ : /^\d+(\.\d+)?$/;
  return {
    setting,
    fallback: String(fallback),
    allowed: `${whole ? 'a whole number' : 'a number'} from 0 to ${max}`,
    parse: (text) => (form.test(text) && Number(text) <= max ? Number(text) : undefined),
  };
}
