import assert from 'node:assert/strict';

import { losingData, namespacesIn, stateOf } from '../../../destroy/state';

/** An object in a state, as Pulumi exports it. */
const object = (kind: string, name: string, namespace?: string, retainOnDelete?: boolean) => ({
  urn: `urn:pulumi:dev::shared-keys::kubernetes:core/v1:${kind}::${name}`,
  type: `kubernetes:core/v1:${kind}`,
  outputs: { apiVersion: 'v1', kind, metadata: { name, namespace } },
  ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
});
const provider = {
  urn: 'urn:pulumi:dev::shared-keys::pulumi:providers:kubernetes::cluster',
  type: 'pulumi:providers:kubernetes',
  inputs: { context: 'work' },
  outputs: { clusterIdentifier: 'uid-of-kube-system' },
};
const state = (...resources: object[]) => stateOf({ deployment: { resources } });

describe('the state of a stack that is destroyed', () => {
  it('gives the cluster, the context and the objects', () => {
    const { cluster, context, objects } = state(provider, object('Namespace', 'hotels', undefined, true));
    assert.deepEqual([cluster, context], ['uid-of-kube-system', 'work']);
    assert.deepEqual(objects, [
      {
        reference: { apiVersion: 'v1', kind: 'Namespace', namespace: undefined, name: 'hotels' },
        retained: true,
      },
    ]);
  });

  it('is empty when nothing is deployed', () => {
    for (const exported of [{ deployment: {} }, { deployment: { resources: [] } }])
      assert.deepEqual(stateOf(exported), { objects: [], cluster: undefined, context: undefined });
  });

  it('names the namespaces that have a claim and do not stay', () => {
    const found = state(
      object('Namespace', 'stays', undefined, true),
      object('PersistentVolumeClaim', 'data', 'stays'),
      object('Namespace', 'goes'),
      object('PersistentVolumeClaim', 'data', 'goes'),
      object('Namespace', 'empty'),
    );
    assert.deepEqual(namespacesIn(found), ['stays', 'goes', 'empty']);
    assert.deepEqual(losingData(found), ['goes']);
  });
});
