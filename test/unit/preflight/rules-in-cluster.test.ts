import assert from 'node:assert/strict';

import { clusterWideName } from '../../../components/kubernetes/mark';
import type { AllSettings, Finding } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { ownRules, rulesAllowed } from '../../../components/preflight/rules-in-cluster';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

const group = 'admissionregistration.k8s.io';

describe('the rules in the cluster', () => {
  let fake: FakeCluster;
  beforeEach(async () => {
    await new Recording().start();
    fake = await FakeCluster.start();
  });
  afterEach(() => fake.stop());

  const settings = (admission: boolean): AllSettings =>
    ({ admission, systems: ['search'], search: { namespace: 'apis' } }) as unknown as AllSettings;

  async function check(admission = true, resources: readonly DeployedResource[] = []): Promise<Finding[]> {
    const before = { cluster: new Cluster(fake.environment, undefined), last: { outputs: {}, resources } };
    const problems = [rulesAllowed, ownRules].map((one) => one(settings(admission), before));
    return (await Promise.all(problems)).flat();
  }

  it('are made by a user who may make them', async () => {
    assert.deepEqual(await check(), []);
    assert.ok(fake.asked.includes('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'));
  });

  it('are refused to a user who may not: the line says what is not allowed, and how to do without', async () => {
    fake.forbidden.add('create validatingadmissionpolicies');
    fake.forbidden.add('delete validatingadmissionpolicybindings');
    assert.deepEqual(await check(), [
      'the user may not create validatingadmissionpolicies, delete validatingadmissionpolicybindings of admissionregistration.k8s.io: ask for that right, or run `pulumi config set admission false`, which leaves the rules out of the cluster',
    ]);
  });

  it('are refused by a cluster that is too old for them', async () => {
    fake.objects.delete(`/apis/${group}/v1`);
    assert.match(
      JSON.stringify(await check()),
      /^\["the cluster has no ValidatingAdmissionPolicy, [^"]+ 1\.30 [^"]+"\]$/,
    );
  });

  it('need nothing of the cluster when the setting leaves them out', async () => {
    fake.forbidden.add('create validatingadmissionpolicies');
    assert.deepEqual(await check(false), []);
    assert.deepEqual(fake.asked, []);
  });

  describe('that are there already, and not in the state,', () => {
    const there = (...values: string[]): void => {
      const own = clusterWideName();
      const path = `/apis/${group}/v1/validatingadmissionpolicybindings`;
      const namespaceSelector = { matchExpressions: [{ key: 'kubernetes.io/metadata.name', values }] };
      fake.objects.set(`${path}?labelSelector=app.kubernetes.io%2Finstance%3D${own}`, {
        items: [{ spec: { matchResources: { namespaceSelector } } }],
      });
    };

    it('are taken back when they are for the namespaces of this stack', async () => {
      there('apis');
      assert.deepEqual(await check(), []);
    });

    it('are those of another stack with the same name when they are for other namespaces', async () => {
      there('apis', 'rooms', 'keys');
      const [line, ...more] = await check();
      assert.deepEqual(more, []);
      assert.match(
        line as string,
        /^the cluster has rules of a stack that is named organization\/shared-keys\/test too, for keys, rooms: name this stack otherwise, [^\n]+$/,
      );
      assert.ok((line as string).includes(`--selector=app.kubernetes.io/instance=${clusterWideName()}\``));
    });

    it('are this stack’s own when the state has them, and its namespaces have changed', async () => {
      there('rooms');
      const type = `kubernetes:${group}/v1:ValidatingAdmissionPolicyBinding`;
      assert.deepEqual(await check(true, [{ urn: '', type, name: 'a-binding', outputs: {} }]), []);
    });
  });

  it('have another name for each stack', async () => {
    const own = clusterWideName();
    await new Recording().start(false, 'other');
    assert.notEqual(clusterWideName(), own);
    await new Recording().start();
    assert.equal(clusterWideName(), own);
  });
});
