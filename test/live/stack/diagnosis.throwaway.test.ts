import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { brokenPods, whileBroken } from './broken-deployments';
import { diagnosed } from './diagnosis';

/** The cases of `npm test`; `npm run test:long` tries all. */
const few = ['a migration that fails', 'a pod that Pod Security refuses'];

describe('A diagnosis of a deployment with', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  before(async () => {
    stack = await throwaway('hotels', beside);
  });

  for (const { what, pod, cause } of brokenPods.filter((one) => few.includes(one.what))) {
    it(`${what} tells the cause in its first three lines`, async () => {
      await whileBroken(stack, pod, async () => {
        await diagnosed(stack, cause);
      });
    });
  }

  it('a migration that fails has its log, the events and the descriptions, for the user alone', async () => {
    const { pod, cause } = brokenPods.find(({ what }) => what === 'a migration that fails')!;
    await whileBroken(stack, pod, async () => {
      const { folder } = await diagnosed(stack, cause);
      const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
      const pods = readdirSync(join(folder, 'pods', stack.namespace));
      assert.equal(pods.length, 1, 'only the pod that is not well');
      const log = join('pods', stack.namespace, pods[0]!, 'migrations.log');
      assert.match(read(log), /RuntimeError: no such table: rooms/);
      assert.match(read('events.txt'), new RegExp(`Pod/${pods[0]!}: Successfully assigned `));
      assert.match(read(`describe/${stack.namespace}.txt`), new RegExp(`Name: +${pods[0]!}`));
      assert.match(read('summary.txt'), cause);
      assert.match(read('versions.txt'), /^project .+\npulumi v\d/);
      assert.match(read('settings.json'), new RegExp(`"namespace": "${stack.namespace}"`));
      assert.equal(statSync(folder).mode & 0o077, 0, 'nobody else may read it');
      assert.ok(!existsSync(join(folder, 'parts')), 'the parts of the local cluster are not this stack’s');
    });
  });
});
