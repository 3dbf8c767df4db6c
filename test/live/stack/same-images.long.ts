import assert from 'node:assert/strict';
import { chmodSync, cpSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';

import { TemporaryStack } from '../../../local/host/temporary-stack';
import { beside } from '../../support/live/beside';
import { interrupted } from '../../support/live/interruption';
import { projectFolder } from '../../support/live/pulumi';

/** What differs between two machines, apart from the folder of the checkout, which always does. */
interface Machine {
  readonly umask: number;
  /** The mode of all folders and files. */
  readonly mode: number;
  /** When they were changed, in seconds since 1970. */
  readonly time: number;
  readonly env: NodeJS.ProcessEnv;
}

const machines: readonly [Machine, Machine] = [
  { umask: 0o022, mode: 0o755, time: 1_700_000_000, env: { TZ: 'UTC', LANG: 'C', LC_ALL: 'C' } },
  {
    umask: 0o077,
    mode: 0o700,
    time: 1_500_000_001,
    env: { TZ: 'Asia/Tokyo', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  },
];

/** Builds all images from nothing, from a checkout on a machine; gives their references by digest. */
async function built({ umask, mode, time, env }: Machine): Promise<Record<string, string>> {
  const before = process.umask(umask);
  const stack = new TemporaryStack('images', { env: { ...process.env, ...env }, signal: interrupted });
  try {
    const { folder } = stack;
    cpSync(join(projectFolder, 'images'), join(folder, 'images'), {
      recursive: true,
      // What the tests of the services make.
      filter: (source) => !/[/\\](node_modules|__pycache__|\.venv|\.hypothesis|dist)$/.test(source),
    });
    for (const file of readdirSync(join(folder, 'images'), { recursive: true, encoding: 'utf8' })) {
      chmodSync(join(folder, 'images', file), mode);
      utimesSync(join(folder, 'images', file), time, time);
    }
    const program = join(projectFolder, 'test', 'live', 'stack', 'images-program.ts');
    stack.write('package.json', { main: relative(folder, program) });
    stack.write('tsconfig.json', { extends: join(projectFolder, 'tsconfig.json') });
    symlinkSync(join(projectFolder, 'node_modules'), join(folder, 'node_modules'));
    await stack.create(
      { name: 'shared-keys', runtime: { name: 'nodejs', options: { typescript: true } } },
      { 'shared-keys:registry': beside.stack.config['shared-keys:registry']?.value },
    );
    await stack.up(['--parallel=2']);
    return JSON.parse(await stack.pulumi(['stack', 'output', '--json'])) as Record<string, string>;
  } finally {
    process.umask(before);
    stack.forget();
  }
}

// It builds everything twice without a cache: run it by `npm run test:long`.
describe('The images of two checkouts', function () {
  this.timeout(1_800_000);

  it('have the same digests, built from nothing with another path, umask, time, locale and time zone', async () => {
    const [one, other] = machines;
    const images = await built(one);
    assert.ok(Object.keys(images).length >= 8, 'all images are built');
    for (const reference of Object.values(images)) assert.match(reference, /@sha256:[0-9a-f]{64}$/);
    assert.deepEqual(await built(other), images);
  });
});
