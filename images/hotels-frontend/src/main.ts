import { join } from 'node:path';
import { log } from '../../node-service/src/log';
import { MISUSE, run } from '../../node-service/src/process';
import { readAssets } from './assets';
import { Backend } from './backend';
import { servePage } from './server';
import { readSettings } from './settings';

run(async (args, env, stop) => {
  if (args.length > 0) {
    log('error', `unknown arguments "${args.join(' ')}": none are allowed`);
    return MISUSE;
  }
  const settings = readSettings(env);
  const assets = readAssets(join(__dirname, '..', 'public'));
  await servePage(assets, new Backend(settings.backend), settings, stop);
  return 0;
});
