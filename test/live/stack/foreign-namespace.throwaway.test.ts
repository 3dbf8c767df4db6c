import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

const foreign = 'shared-keys/stack=somebody/shared-keys/else';

describe('A namespace with the name of a setting that is there already', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  const kubectl = (...args: string[]): Promise<string> => beside.cluster.kubectl(args);
  const namespace = (): Promise<string> => kubectl('get', 'namespace', stack.namespace, '--output=json');

  before(async () => {
    stack = await unsharedThrowaway('search', beside);
    await kubectl('create', 'namespace', stack.namespace);
    await kubectl('create', 'configmap', 'theirs', '--from-literal=a=b', `--namespace=${stack.namespace}`);
  });

  it('is refused and left alone, when it is nobody’s and when it is another stack’s', async () => {
    for (const [mark, said] of [
      [undefined, /is live-\w+, a namespace that is there already and not of this stack: choose another/],
      [
        foreign,
        /is live-\w+, a namespace that is there already and of the stack somebody\/shared-keys\/else/,
      ],
    ] as const) {
      if (mark !== undefined) await kubectl('annotate', 'namespace', stack.namespace, mark);
      const before = await namespace();
      await assert.rejects(stack.up(), said);
      assert.equal(await namespace(), before);
    }
    await stack.destroy();
    await kubectl('get', 'configmap', 'theirs', `--namespace=${stack.namespace}`);
  });

  it('is taken when it has the mark of the stack, as one that was kept', async () => {
    const own = `shared-keys/stack=organization/shared-keys/${stack.namespace}`;
    await kubectl('annotate', '--overwrite', 'namespace', stack.namespace, own);
    await stack.up();
    assert.match(await namespace(), /"pod-security\.kubernetes\.io\/enforce": "restricted"/);
  });
});
