import assert from 'node:assert/strict';

import { heldIn, heldLine } from '../../../destroy/held';
import { Kubectl, type KubernetesObject } from '../../../destroy/kubectl';

const now = Date.parse('2026-01-01T00:01:00Z');
const deleted = (seconds: number) => new Date(now - seconds * 1000).toISOString();

const object = (kind: string, metadata: Partial<KubernetesObject['metadata']>): KubernetesObject => ({
  kind,
  metadata: { name: 'x', uid: '1', ...(kind === 'Namespace' ? {} : { namespace: 'hotels' }), ...metadata },
});

/** kubectl of a cluster with a namespace and some objects in it. */
function kubectl(namespace: KubernetesObject, ...inside: KubernetesObject[]): Kubectl {
  return new Kubectl(([command, what]) => {
    if (command === 'api-resources')
      return Promise.resolve('configmaps\nevents\nevents.events.k8s.io\npods\n');
    if (what === 'namespaces') return Promise.resolve(JSON.stringify({ items: [namespace] }));
    assert.equal(what, 'configmaps,pods');
    return Promise.resolve(inside.length === 0 ? '' : JSON.stringify({ items: inside }));
  });
}

describe('what holds a teardown up', () => {
  const namespace = object('Namespace', {
    name: 'hotels',
    deletionTimestamp: deleted(60),
    finalizers: ['kubernetes'],
  });

  it('is what was deleted 20 s ago and is still there', async () => {
    const pod = object('Pod', { name: 'slow', deletionTimestamp: deleted(20) });
    const others = [
      object('Pod', { name: 'new', deletionTimestamp: deleted(19) }),
      object('Pod', { name: 'serves' }),
    ];
    assert.deepEqual(await heldIn(kubectl(namespace, pod, ...others), ['hotels'], now), [
      'Pod hotels/slow has no finalizer and is still stopping',
    ]);
  });

  it('is a namespace only when nothing in it is', async () => {
    const [line] = await heldIn(kubectl(namespace), ['hotels'], now);
    assert.equal(line, 'Namespace hotels is held by the finalizer kubernetes');
  });

  it('is what a namespace waits for, though that was deleted later', async () => {
    const map = object('ConfigMap', {
      name: 'map',
      deletionTimestamp: deleted(5),
      finalizers: ['example.org/a'],
    });
    const others = [
      object('Pod', { name: 'stops', deletionTimestamp: deleted(5) }),
      object('ConfigMap', { name: 'stays', finalizers: ['example.org/a'] }),
    ];
    assert.deepEqual(await heldIn(kubectl(namespace, map, ...others), ['hotels'], now), [
      'ConfigMap hotels/map is held by the finalizer example.org/a',
    ]);
  });

  it('is nothing of other namespaces', async () => {
    assert.deepEqual(await heldIn(kubectl(namespace), ['search'], now), []);
  });

  it('is told with its finalizers, who set them, and what it belongs to', () => {
    const fieldsV1 = { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"example.org/a"': {} } } };
    assert.equal(
      heldLine(
        object('ConfigMap', {
          finalizers: ['example.org/a', 'example.org/b'],
          ownerReferences: [{ kind: 'Database', name: 'main' }],
          managedFields: [{ manager: 'other' }, { manager: 'operator', fieldsV1 }],
        }),
      ),
      'ConfigMap hotels/x, which belongs to Database main, is held by the finalizer example.org/a, set by operator and example.org/b',
    );
  });
});
