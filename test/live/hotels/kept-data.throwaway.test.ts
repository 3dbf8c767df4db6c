import assert from 'node:assert/strict';

import { HotelsInstallation, usersHotel } from './hotels';
import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

/** A namespace or a claim, as far as it is looked at here. */
interface KeptObject {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
}

describe('Hotels that are destroyed', function () {
  this.timeout(240_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  let added: number;
  before(async () => {
    stack = await throwaway('hotels', beside);
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
    const { status, data } = await hotels.add(usersHotel);
    assert.equal(status, 201);
    added = data.id;
  });
  after(async () => {
    assert.equal((await hotels.remove(added)).status, 204);
  });

  it('leave the namespace and the claim, and a later `pulumi up` serves the same, with what a user added', async () => {
    const list = await hotels.list();
    assert.ok(list.includes(usersHotel.slug));
    await stack.up({ keepData: undefined });
    const before = await keptObjects();

    await stack.destroy();
    try {
      assert.deepEqual(await keptObjects(), before);
      const others = 'deployments,services,poddisruptionbudgets,networkpolicies';
      assert.equal(await hotels.pods.kubectl(['get', others, '--output=name']), '');
    } finally {
      await stack.up({ keepData: false });
    }
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
    assert.equal(await hotels.list(), list);
    assert.match(await hotels.migrationLog(), /nothing to do/);
    assert.deepEqual(await keptObjects(), before);
  });

  /** The namespace and the claim, by the identities that a deletion would end. */
  async function keptObjects(): Promise<Record<string, string>> {
    const { namespace, claim } = stack.outputs.hotels!;
    const paths = {
      namespace: `/api/v1/namespaces/${namespace}`,
      claim: `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claim}`,
    };
    const found: Record<string, string> = {};
    for (const [kind, path] of Object.entries(paths)) {
      const { metadata } = await beside.cluster.read<KeptObject>(path);
      assert.equal(metadata.deletionTimestamp, undefined, `the ${kind} is not being deleted`);
      found[kind] = metadata.uid;
    }
    return found;
  }
});
