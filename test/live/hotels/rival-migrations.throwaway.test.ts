import assert from 'node:assert/strict';

import type { PodSpec } from '../../support/kubernetes';
import { firstHotels, HotelsInstallation, migrationsOf } from './hotels';
import { beside } from '../../support/live/beside';
import { throwaway } from '../../support/live/throwaway';

const claim = 'rivals';
const names = ['rival-1', 'rival-2'] as const;

describe('Two pods that migrate one empty database at once', function () {
  this.timeout(120_000);
  let hotels: HotelsInstallation;
  before(async () => {
    hotels = await HotelsInstallation.of(beside.cluster, (await throwaway('hotels', beside)).outputs);
  });
  afterEach(async () => {
    const gone = ['--ignore-not-found', '--grace-period=0', '--force'];
    await hotels.pods.kubectl(['delete', 'pod', ...names, ...gone]);
    await hotels.pods.kubectl(['delete', 'persistentvolumeclaim', claim, '--ignore-not-found']);
  });

  it('load the hotels once, and both serve them', async () => {
    const { pods } = hotels;
    const spec = (await pods.read()).spec.template.spec;
    await pods.kubectl(['create', '--filename=-'], JSON.stringify(claimOf(await storageClass())));
    const rivals = names.map((name) => rival(name, spec));
    await pods.kubectl(
      ['create', '--filename=-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: rivals }),
    );

    for (const name of names) {
      const { restartCount, state } = await migrationsOf(pods, name);
      assert.deepEqual([state.terminated?.exitCode, restartCount], [0, 0], name);
    }
    const logs = await Promise.all(names.map((name) => pods.logs(name, 'migrations')));
    assert.equal(logs.filter((log) => log.includes('applied 0001')).length, 1, logs.join('\n'));
    assert.equal(logs.filter((log) => log.includes('nothing to do')).length, 1, logs.join('\n'));

    for (const name of names) {
      await pods.kubectl(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=60s']);
      const list = await pods.exec(name, 'frontend', ['curl', '--silent', 'http://localhost:5000/hotels']);
      assert.equal((JSON.parse(list) as unknown[]).length, firstHotels.length, name);
    }
  });

  /** The storage class of the stack's own claim. */
  async function storageClass(): Promise<string> {
    const path = '{.spec.storageClassName}';
    return hotels.pods.kubectl(['get', 'persistentvolumeclaim', 'hotels-data', `--output=jsonpath=${path}`]);
  }
});

/** An empty volume that both rivals have. */
function claimOf(storageClassName: string): object {
  const resources = { requests: { storage: '64Mi' } };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: claim },
    spec: { accessModes: ['ReadWriteOnce'], storageClassName, resources },
  };
}

/** A pod as the Deployment would make it, but on the volume of the rivals, and none of its own. */
function rival(name: string, spec: PodSpec): object {
  const volumes = spec.volumes?.map((volume) =>
    volume.persistentVolumeClaim ? { ...volume, persistentVolumeClaim: { claimName: claim } } : volume,
  );
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...spec, volumes } };
}
