import assert from 'node:assert/strict';

import type { AllSettings } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import { dataStays } from '../../../components/preflight/data-stays';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { Recording } from '../../support/unit/recording';

describe('the data of a system that is deployed', () => {
  before(() => new Recording().start());

  const resources: readonly DeployedResource[] = [
    {
      urn: '',
      type: 'kubernetes:core/v1:Namespace',
      name: 'cryptoserver-namespace',
      outputs: { metadata: { name: 'keys' } },
    },
    {
      urn: '',
      type: 'kubernetes:core/v1:PersistentVolumeClaim',
      name: 'cryptoserver-claim',
      outputs: {
        metadata: { name: 'cryptodata' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'standard',
          resources: { requests: { storage: '1Gi' } },
        },
      },
    },
    {
      urn: '',
      type: 'kubernetes:core/v1:Namespace',
      name: 'search-namespace',
      outputs: { metadata: { name: 'search' } },
    },
  ];
  const keys = {
    namespace: 'keys',
    keepData: true,
    storageClass: 'standard',
    accessMode: 'ReadWriteOnce',
    storage: '1Gi',
  };

  function check(changes: Partial<Record<keyof typeof keys, unknown>>, deployed = resources) {
    const settings = {
      systems: ['cryptoserver', 'search'],
      cryptoserver: { ...keys, ...changes },
      search: { namespace: 'apis' },
    };
    const before = { cluster: new Cluster({}, undefined), last: { outputs: {}, resources: deployed } };
    return dataStays(settings as unknown as AllSettings, before);
  }

  it('stays with the same settings, and with a larger claim; a system without data may move', async () => {
    assert.deepEqual(await check({}), []);
    for (const storage of ['1024Mi', '1025Mi', '1Ti']) assert.deepEqual(await check({ storage }), []);
  });

  it('is in any place the first time', async () => {
    assert.deepEqual(await check({ storageClass: 'fast', namespace: 'other' }, []), []);
  });

  it('does not stay behind in another namespace, unless it is to be lost', async () => {
    assert.deepEqual(await check({ namespace: 'other' }), [
      'shared-keys:cryptoserver.namespace is other, but its data is in the namespace keys, and would stay there unused: set it back; docs/operations.md#move-the-data tells how to move the data; to begin without the data, set `cryptoserver.keepData` to false too',
    ]);
    assert.deepEqual(await check({ namespace: 'other', keepData: false, storageClass: 'fast' }), []);
  });

  it('is not lost by a claim that cannot be changed: each change is named', async () => {
    const way =
      'which cannot be changed: set it back; docs/operations.md#move-the-data tells how to move the data';
    const changes = { storageClass: 'fast', accessMode: 'ReadWriteMany', storage: '1023Mi' };
    const expected = [
      `shared-keys:cryptoserver.storageClass is fast, but the claim cryptodata is of the class standard, ${way}`,
      `shared-keys:cryptoserver.accessMode is ReadWriteMany, but the claim cryptodata is ReadWriteOnce, ${way}`,
      `shared-keys:cryptoserver.storage is 1023Mi, but the claim cryptodata has 1Gi, ${way}`,
    ];
    assert.deepEqual(await check(changes), expected);
    assert.deepEqual(await check({ ...changes, keepData: false }), expected);
  });

  it('does not matter of a claim whose creation failed', async () => {
    const failed = resources.map((resource) => ({ ...resource, outputs: {} }));
    assert.deepEqual(await check({ storageClass: 'fast' }, failed), []);
  });
});
