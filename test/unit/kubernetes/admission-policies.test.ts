import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { changedRules } from '../../../components/kubernetes/changed-rules';
import { deployStack } from '../../../components/stack';
import type { System } from '../../../components/system';
import { SystemNamespace } from '../../../components/kubernetes/namespace';
import { admissionPolicySpec, type AdmissionPolicySpec as Spec } from '../../../policy/admission';
import { rules } from '../../../policy/rules';
import { text } from '../../../settings/kinds';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

const group = 'kubernetes:admissionregistration.k8s.io/v1';

/** A system with a namespace and nothing else. */
const system: System = {
  name: 'empty',
  settings: {
    namespace: text({ does: 'The namespace.', allowed: 'a name', pattern: /./, default: 'rooms' }),
  },
  deploy: ({ namespace }: { readonly namespace: string }, { options }) => {
    new SystemNamespace('empty', { namespace }, options);
    return { urls: {}, objects: {} };
  },
};

describe('the rules in the cluster of a stack', () => {
  let cluster: FakeCluster;
  before(async () => {
    cluster = await FakeCluster.start();
  });
  afterEach(() => pulumi.runtime.setAllConfig({}));
  after(() => cluster.stop());

  async function deploy(
    config: Readonly<Record<string, string>> = {},
    stack = 'test',
    recording = new Recording(),
  ): Promise<Recording> {
    await recording.start(false, stack);
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000', ...config });
    await deployStack([system], cluster.environment);
    await pulumi.runtime.disconnect();
    return recording;
  }

  it('are a policy that fails closed for each rule, bound to the namespaces of the stack', async () => {
    const recording = await deploy();
    const policies = recording.all(`${group}:ValidatingAdmissionPolicy`);
    const bindings = recording.all(`${group}:ValidatingAdmissionPolicyBinding`);
    assert.equal(policies.length, rules.length);
    for (const { inputs } of policies) assert.equal(inputs.spec.failurePolicy, 'Fail');
    assert.deepEqual(
      bindings.map(({ inputs }) => inputs.spec.policyName as string).sort(),
      policies.map(({ inputs }) => inputs.metadata.name as string).sort(),
    );
    for (const { inputs } of bindings)
      assert.deepEqual(inputs.spec.matchResources.namespaceSelector.matchExpressions[0].values, ['rooms']);
  });

  it('have no name that another stack has', async () => {
    const names = async (stack: string): Promise<string[]> =>
      (await deploy({}, stack))
        .all(`${group}:ValidatingAdmissionPolicy`)
        .map(({ inputs }) => inputs.metadata.name);
    const other = await names('other');
    assert.deepEqual(
      (await names('test')).filter((name) => other.includes(name)),
      [],
    );
  });

  it('go with a label of the namespaces, by which an API server judges that has loaded them itself', async () => {
    const { labels } = (await deploy()).one('kubernetes:core/v1:Namespace').inputs.metadata;
    assert.equal(labels['shared-keys/rules'], 'enforced');
    assert.equal(labels['app.kubernetes.io/part-of'], 'shared-keys');
  });

  it('are left out by a setting, with the label', async () => {
    const recording = await deploy({ 'shared-keys:admission': 'false' });
    assert.deepEqual(recording.all(`${group}:ValidatingAdmissionPolicy`), []);
    const { labels } = recording.one('kubernetes:core/v1:Namespace').inputs.metadata;
    assert.equal(labels['shared-keys/rules'], undefined);
  });

  describe('that were deployed before', () => {
    /** The state with the policies, each with what `change` makes of it. */
    const before = (change: (spec: Spec) => object) =>
      rules.map((rule) => {
        const [type, name] = [`${group}:ValidatingAdmissionPolicy`, `${rule.name}-policy`];
        const urn = `urn:pulumi:test::shared-keys::${type}::${name}`;
        return { urn, type, name, outputs: { spec: change(admissionPolicySpec(rule)) } };
      });
    const wanted = rules.map((rule) => ({ name: `${rule.name}-policy`, spec: admissionPolicySpec(rule) }));
    const shorter = (spec: Spec): object => ({ ...spec, validations: spec.validations.slice(1) });

    it('are the same while only what the API server adds differs', () => {
      const resources = before((spec) => ({
        ...spec,
        matchConstraints: { ...spec.matchConstraints, matchPolicy: 'Equivalent', objectSelector: {} },
      }));
      assert.deepEqual(changedRules(wanted, { resources }), []);
      assert.deepEqual(changedRules(wanted, { resources: before(shorter) }).length, rules.length);
      assert.deepEqual(changedRules(wanted, { resources: [] }), []);
    });

    it('are changed before all else when a rule has changed, and have time to judge anew', async () => {
      const recording = new Recording();
      recording.last = Object.fromEntries(before(shorter).map(({ urn, ...rest }) => [urn, rest]));
      const start = Date.now();
      await deploy({}, 'test', recording);
      assert.ok(Date.now() - start >= 2_000);
      const order = recording.resources.map(({ type }) => type);
      const last = order.lastIndexOf(`${group}:ValidatingAdmissionPolicy`);
      assert.ok(last < order.indexOf('kubernetes:core/v1:Namespace'), order.join('\n'));
    });
  });

  it('are not made for a user who may not make them: nothing is', async () => {
    cluster.forbidden.add('create validatingadmissionpolicies');
    try {
      const recording = await new Recording().start();
      pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000' });
      await assert.rejects(
        deployStack([system], cluster.environment),
        /may not create validatingadmissionpolicies .*`pulumi config set admission false`/,
      );
      assert.deepEqual(
        recording.resources.map(({ type }) => type),
        [],
      );
    } finally {
      cluster.forbidden.clear();
    }
  });
});
