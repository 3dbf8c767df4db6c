import { createKeys, readKeys } from './keys';
import { log } from './log';
import { serve } from './server';
import { readSettings, SettingsError } from './settings';

const SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;
const MISUSE = 2;

/** Runs the service; the result is the exit status. */
async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (args.length > 1 || (args[0] ?? 'create') !== 'create') {
    log('error', `unknown arguments "${args.join(' ')}": create, or none, is allowed`);
    return MISUSE;
  }
  const settings = readSettings(env);

  const stop = new AbortController();
  let interrupted = 0;
  for (const [signal, status] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      interrupted = status;
      stop.abort();
    });
  }

  if (args[0] === 'create') {
    try {
      await createKeys(settings.dataPath, settings.keysSeconds, stop.signal);
    } catch (error) {
      if (!interrupted) throw error;
      log('warn', 'interrupted while making the keys: none were published');
      return interrupted;
    }
  }

  const keys = readKeys(settings.dataPath);
  if ('error' in keys) log('error', `no keys to serve, so every request answers 500: ${keys.error}`);
  await serve(keys, settings.port, stop.signal);
  return 0;
}

main(process.argv.slice(2), process.env).then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (error instanceof SettingsError) {
      for (const { setting, value, allowed } of error.wrong) {
        const is = value === undefined ? 'not set' : JSON.stringify(value);
        log('error', `${setting} is ${is}: it must be ${allowed}`, { setting, value, allowed });
      }
      process.exit(MISUSE);
    }
    // Causes outside the program (a taken port, a full disk) need their message; a stack helps nobody here.
    log('error', error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
