import { join } from 'node:path';
import { readAssets } from './assets';
import { Backend } from './backend';
import { log } from './log';
import { serve } from './server';
import { readSettings, SettingsError } from './settings';

const MISUSE = 2;

/** Runs the service until a signal; the result is the exit status. */
async function main(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  if (args.length > 0) {
    log('error', `unknown arguments "${args.join(' ')}": none are allowed`);
    return MISUSE;
  }
  const settings = readSettings(env);
  const assets = readAssets(join(__dirname, '..', 'public'));

  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

  await serve(assets, new Backend(settings.backend), settings.port, stop.signal);
  return 0;
}

main(process.argv.slice(2), process.env).then(
  (status) => process.exit(status),
  (error: unknown) => {
    if (error instanceof SettingsError) {
      for (const { setting, value, allowed } of error.wrong) {
        log('error', `${setting} is ${JSON.stringify(value)}: it must be ${allowed}`, {
          setting,
          value,
          allowed,
        });
      }
      process.exit(MISUSE);
    }
    // Causes outside the program (a taken port, a missing page) need their message; a stack helps nobody here.
    log('error', error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
