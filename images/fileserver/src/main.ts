import { log } from '../../node-service/src/log';
import { MISUSE, run, STOP_SIGNALS, type StopSignal } from '../../node-service/src/process';
import { createKeys, readKeys } from './keys';
import { serveKeys } from './server';
import { readSettings } from './settings';

run(async (args, env, stop) => {
  if (args.length > 1 || (args[0] ?? 'create') !== 'create') {
    log('error', `unknown arguments "${args.join(' ')}": create, or none, is allowed`);
    return MISUSE;
  }
  const settings = readSettings(env);

  if (args[0] === 'create') {
    try {
      await createKeys(settings.dataPath, settings.keysSeconds, stop);
    } catch (error) {
      if (!stop.aborted) throw error;
      log('warn', 'interrupted while making the keys: none were published');
      return STOP_SIGNALS[stop.reason as StopSignal];
    }
  }

  const keys = readKeys(settings.dataPath);
  if ('error' in keys) log('error', `no keys to serve, so every request answers 500: ${keys.error}`);
  await serveKeys(keys, settings, stop);
  return 0;
});
