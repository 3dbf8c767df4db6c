import assert from 'node:assert/strict';

import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { dataClaim } from '../../../components/kubernetes/data-claim';
import { SystemNamespace } from '../../../components/kubernetes/namespace';
import { ownership } from '../../../components/kubernetes/ownership';
import { Recording } from '../../support/unit/recording';

type Last = Parameters<typeof ownership>[1];

describe('the ownership of our objects', () => {
  /** A component with two Deployments and an image; gives the annotations and the ignored changes of the first one. */
  async function make({ autoscaled = [], resources = [] }: { autoscaled?: string[] } & Partial<Last>) {
    const recording = await new Recording().start();
    const { transformations = [] } = recording.watch;
    const opts = { transformations: [ownership(autoscaled, { resources }), ...transformations] };
    const parent = new pulumi.ComponentResource('a:b:Parent', 'parent', {}, opts);
    for (const name of ['creator', 'verifier'])
      new k8s.apps.v1.Deployment(
        `${name}-pods`,
        { metadata: { name, annotations: { 'example.org/own': 'kept' } } },
        { parent },
      );
    await pulumi.runtime.disconnect();
    const [creator, verifier] = recording.all('kubernetes:apps/v1:Deployment');
    return {
      annotations: creator!.inputs.metadata.annotations as object,
      ignored: [creator!, verifier!].map((one) => recording.optionsOf(one).ignoreChanges),
    };
  }

  it('is under one name and by force, so that what an earlier stack or another hand has left blocks nothing', async () => {
    assert.deepEqual((await make({})).annotations, {
      'example.org/own': 'kept',
      'pulumi.com/patchForce': 'true',
      'pulumi.com/patchFieldManager': 'shared-keys',
    });
  });

  it('stays under the name that an earlier version has given to an object', async () => {
    const deployed = { urn: '', type: 'kubernetes:apps/v1:Deployment', name: 'creator-pods' };
    const resources = [{ ...deployed, outputs: { __fieldManager: 'pulumi-kubernetes-1a2b3c4d' } }];
    assert.deepEqual((await make({ resources })).annotations, {
      'example.org/own': 'kept',
      'pulumi.com/patchForce': 'true',
    });
  });

  it('leaves the number of replicas to an autoscaler only where a setting says so', async () => {
    assert.deepEqual((await make({ autoscaled: ['verifier'] })).ignored, [undefined, ['spec.replicas']]);
  });

  it('tells by an annotation, as the option itself does, what stays in the cluster', async () => {
    const recording = await new Recording().start();
    const parent = new pulumi.ComponentResource(
      'a:b:Parent',
      'parent',
      {},
      {
        transformations: [ownership([], { resources: [] })],
      },
    );
    for (const retain of [true, false])
      new SystemNamespace(`retain-${retain}`, { namespace: `n-${retain}`, retain }, { parent });
    dataClaim(
      'claim',
      { metadata: { name: 'data' }, accessMode: 'ReadWriteOnce', storageClass: 'a', storage: '1Gi' },
      parent,
    );
    await pulumi.runtime.disconnect();
    const objects = recording.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    const found = objects.map((object) => [
      object.name,
      recording.toldOf(object).retainOnDelete,
      (object.inputs as Inputs).metadata.annotations['shared-keys/on-delete'],
    ]);
    assert.deepEqual(found.sort(), [
      ['claim', true, 'retain'],
      ['retain-false-namespace', false, undefined],
      ['retain-true-namespace', true, 'retain'],
    ]);
  });
});

interface Inputs {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
}
