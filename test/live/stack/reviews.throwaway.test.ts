import assert from 'node:assert/strict';

import { run } from '../../../local/host/command';
import { Plan } from '../../../preview/plan';
import { listReviews, prepareReview, removeReview } from '../../../review/reviews';
import { beside } from '../../support/live/beside';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

describe('Two reviews of one stack', function () {
  this.timeout(180_000);
  let from: Throwaway;
  const reviews = (): { name: string; stack: string; namespace: string }[] =>
    ['a', 'b'].map((letter) => {
      const name = `${from.namespace}${letter}`;
      return { name, stack: `review-${name}`, namespace: `review-${name}-hotels` };
    });
  const namespaces = async (): Promise<string[]> => {
    const args = ['get', 'namespaces', '--output=jsonpath={.items[*].metadata.name}'];
    const all = (await beside.cluster.kubectl(args)).split(' ');
    return all.filter((name) => name.startsWith(`review-${from.namespace}`)).sort();
  };
  before(async () => {
    from = await unsharedThrowaway('hotels', beside);
  });

  it('stand side by side in namespaces of their own, and each goes without a trace of it', async () => {
    const { pulumiOptions: options } = from;
    const quiet = { isTTY: false, write: () => undefined };
    const both = reviews();
    try {
      await Promise.all(
        both.map(async ({ stack }) => {
          await prepareReview(stack, { from: from.namespace, hours: 1 }, options);
          await (await Plan.of(stack, options)).apply(quiet);
        }),
      );
      assert.deepEqual(
        await listReviews(options),
        both.map(({ name, stack }) => ({ name, stack })),
      );
      assert.deepEqual(
        await namespaces(),
        both.map(({ namespace }) => namespace),
      );
      await from.pulumi(['stack', 'select']);
      const [first, second] = both as [(typeof both)[0], (typeof both)[0]];
      await removeReview(first, () => undefined, options);
      assert.deepEqual(await namespaces(), [second.namespace]);
      await beside.cluster.kubectl([
        'rollout',
        'status',
        'deployment/hotels',
        `--namespace=${second.namespace}`,
      ]);
      await removeReview(second, () => undefined, options);
      assert.deepEqual([await namespaces(), await listReviews(options)], [[], []]);
      // What plain `pulumi` means is as before.
      assert.equal((await run('pulumi', ['stack', '--show-name'], options)).trim(), from.namespace);
    } finally {
      const left = both.map(({ namespace }) => namespace);
      await beside.cluster.kubectl(['delete', 'namespace', ...left, '--ignore-not-found', '--timeout=120s']);
    }
  });
});
