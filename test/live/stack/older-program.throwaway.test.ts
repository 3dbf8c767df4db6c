import assert from 'node:assert/strict';

import { programGeneration } from '../../../components/preflight/program';
import { beside } from '../../support/live/beside';
import { unsharedThrowaway } from '../../support/live/throwaway';

describe('A stack that a newer program has deployed', function () {
  this.timeout(180_000);

  it('is left alone by this one, until a setting says otherwise', async () => {
    const stack = await unsharedThrowaway('search', beside);
    await stack.up({ replicas: 1 });
    await stack.editState((resources) =>
      resources.map((resource) =>
        resource.type === 'pulumi:pulumi:Stack'
          ? { ...resource, outputs: { ...resource.outputs, deployed: { program: programGeneration + 1 } } }
          : resource,
      ),
    );
    const pods = ['get', 'deployment/api-search', `--namespace=${stack.namespace}`];
    const deployment = (): Promise<string> =>
      beside.cluster.kubectl([...pods, '--output=jsonpath={.metadata.generation}']);
    const before = await deployment();

    await assert.rejects(stack.up({ replicas: 2 }), /this program is older than that of the last deployment/);
    assert.equal(await deployment(), before);

    stack.configure({ olderProgram: true });
    await stack.up({ replicas: 2 });
    assert.notEqual(await deployment(), before);
    stack.configure({ olderProgram: undefined });
    assert.match(await stack.up(), /Resources:\n {4}\d+ unchanged\n/);
  });
});
