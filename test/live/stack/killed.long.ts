import assert from 'node:assert/strict';

import { readState } from '../../../destroy/state';
import { remainsOf } from '../../../destroy/remains';
import { Kubectl } from '../../../destroy/kubectl';
import { isUnchanged } from '../../../preview/report';
import { previewStack } from '../../../preview/run';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

/** The moments of a deployment of the hotels: what kubectl finds then. */
const moments: readonly (readonly [moment: string, found: readonly string[]])[] = [
  ['the namespace is made', ['namespace']],
  ['the claim is made', ['persistentvolumeclaim/hotels-data']],
  ['the Deployment is made', ['deployment/hotels']],
  ['the migrations run', ['pods', '--output=jsonpath={.items[0].status.initContainerStatuses[0].state.*}']],
];

/** The moments of a teardown of the hotels: what kubectl no longer finds then. */
const endings: readonly (readonly [moment: string, gone: readonly string[]])[] = [
  ['the Service is gone', ['service/hotels']],
  ['the Deployment is gone', ['deployment/hotels']],
  ['the pods are gone', ['pods']],
  ['the claim is gone', ['persistentvolumeclaim/hotels-data']],
  ['the network is open', ['networkpolicies']],
];

// They take minutes: run them by `npm run test:long`.
describe('A command that is killed (-9)', function () {
  this.timeout(300_000);

  /** Waits until kubectl finds something. */
  const found = ({ namespace }: Throwaway, [what = '', ...more]: readonly string[]): Promise<void> =>
    eventually(`there is ${what}`, async () => {
      const object = what === 'namespace' ? [`namespace/${namespace}`] : [what, `--namespace=${namespace}`];
      const printed = await beside.cluster.kubectl([
        'get',
        ...object,
        '--ignore-not-found',
        '--output=name',
        ...more,
      ]);
      assert.notEqual(printed, '');
    });
  /** Waits until kubectl no longer finds something. */
  const gone = ({ namespace }: Throwaway, what: readonly string[]): Promise<void> =>
    eventually(`${what.join(' ')} is gone`, async () => {
      const args = ['get', ...what, `--namespace=${namespace}`, '--ignore-not-found', '--output=name'];
      assert.equal(await beside.cluster.kubectl(args), '');
    });
  /** Fails unless the next deployment converges and the one after it changes nothing. */
  const converges = async (stack: Throwaway): Promise<void> => {
    await stack.up();
    const preview = await previewStack(stack.namespace, stack.pulumiOptions);
    assert.deepEqual([isUnchanged(preview), preview.othersChange, preview.changes], [true, false, []]);
  };

  for (const [moment, what] of moments) {
    it(`up: when ${moment}, the next one converges and the one after changes nothing`, async () => {
      const stack = await unsharedThrowaway('hotels', beside);
      await stack.killed(() => found(stack, what));
      await converges(stack);
    });
  }

  it('up: while an image is pushed, the next one converges and the one after changes nothing', async () => {
    const stack = await unsharedThrowaway('hotels', beside);
    stack.changeImage('hotels-frontend', () => undefined);
    // The provider's own line in Pulumi's events would come too late: its steps begin with the build.
    await stack.killed(() =>
      eventually('the state has the first image', async () => {
        const { deployment } = JSON.parse(await stack.export()) as {
          deployment: { pending_operations?: { resource: { type: string } }[] };
        };
        const pending = deployment.pending_operations ?? [];
        assert.ok(pending.some(({ resource }) => resource.type.startsWith('docker-build:')));
      }),
    );
    await converges(stack);
  });

  for (const [moment, what] of endings) {
    it(`destroy: when ${moment}, the next one leaves nothing, and the next up converges`, async () => {
      const stack = await unsharedThrowaway('hotels', beside);
      stack.change({ keepData: false });
      await stack.up();
      const state = await readState(stack.namespace, stack.pulumiOptions);
      assert.ok(state.objects.length > 0);
      await stack.killed(() => gone(stack, what), 'destroy');
      await stack.destroy();
      const kubectl = new Kubectl((args) => beside.cluster.kubectl(args));
      await eventually('nothing is left', async () => {
        assert.deepEqual(await remainsOf(kubectl, [stack.namespace]), []);
      });
      await converges(stack);
    });
  }
});
