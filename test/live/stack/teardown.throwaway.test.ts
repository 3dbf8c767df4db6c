import assert from 'node:assert/strict';

import { destroyStack, Held, type DestroyRequest } from '../../../destroy/destroy';
import { previewStack } from '../../../preview/run';
import { beside } from '../../support/live/beside';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

describe('A stack that is destroyed by the command', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let said: string[];
  const destroy = async (request: Partial<DestroyRequest>): Promise<readonly string[]> => {
    said = [];
    const whole = {
      data: 'as the settings say',
      bound: 120_000,
      say: (line: string) => said.push(line),
    } as const;
    const left = await destroyStack(stack.namespace, { ...whole, ...request }, stack.pulumiOptions);
    return left.map(({ object }) => object.replace(/pvc-[0-9a-f-]{36}$/, 'pvc')).sort();
  };
  before(async () => {
    stack = await unsharedThrowaway('hotels', beside);
    await stack.up({ keepData: true });
  });

  it('leaves only its data, which a second call with `--delete-data` removes', async () => {
    assert.deepEqual(await destroy({ data: 'keep' }), [
      `namespace/${stack.namespace}`,
      'persistentvolume/pvc',
      'persistentvolumeclaim/hotels-data',
    ]);
    assert.deepEqual(await destroy({ data: 'delete' }), []);
  });

  it('is not touched when its data is to be kept, but its settings would delete it', async () => {
    await stack.up({ keepData: false });
    const message = `The data in ${stack.namespace} would be deleted: set \`keepData\` of its system to true, run \`pulumi up\`, then destroy again.`;
    await assert.rejects(destroy({ data: 'keep' }), { message });
    await beside.cluster.kubectl(['get', 'deployment/hotels', `--namespace=${stack.namespace}`]);
  });

  it('loses its data by another namespace, as a preview says', async () => {
    stack.change({ namespace: `${stack.namespace}-b` });
    const { meanings } = await previewStack(stack.namespace, stack.pulumiOptions);
    stack.change({ namespace: stack.namespace });
    assert.deepEqual(meanings[0], {
      system: 'hotels',
      text: `THE HOTELS ARE LOST: Namespace ${stack.namespace} is deleted`,
      loses: true,
    });
  });

  it('says meanwhile what holds it up, ends in time, removes no finalizer, and can be called again', async () => {
    const [namespace, finalizer] = [`--namespace=${stack.namespace}`, 'example.org/holds'];
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: [finalizer] } };
    await beside.cluster.kubectl(
      ['create', namespace, '--field-manager=somebody', '-f', '-'],
      JSON.stringify(held),
    );
    try {
      const line = `ConfigMap ${stack.namespace}/held is held by the finalizer ${finalizer}, set by somebody`;
      await assert.rejects(destroy({ bound: 60_000 }), (error) => {
        assert.ok(error instanceof Held);
        assert.equal(
          error.message,
          `${stack.namespace} is not destroyed after 60 s: ${line}. No finalizer was removed.`,
        );
        return true;
      });
      assert.ok(said.includes(`Still there: ${line}`), said.join('\n'));
      await beside.cluster.kubectl(['get', 'configmap/held', namespace]);
    } finally {
      const patch = [
        'patch',
        'configmap/held',
        namespace,
        '--type=merge',
        '--patch={"metadata":{"finalizers":null}}',
      ];
      await beside.cluster.kubectl(patch);
    }
    assert.deepEqual(await destroy({}), []);
  });
});
