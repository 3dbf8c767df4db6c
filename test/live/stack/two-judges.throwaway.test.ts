import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { admissionPolicySpec } from '../../../policy/admission';
import { judge } from '../../../policy/judge';
import { kinds, type Kind, type Manifest } from '../../../policy/rule';
import { rules } from '../../../policy/rules';
import { manifestsOf, MockedStack } from '../../support/policy/mocked-stack';
import { changed, mutations } from '../../support/policy/mutations';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { skip } from '../../support/skip';

/** What the API server answers when it does not create an object. */
interface Refusal {
  readonly message: string;
  readonly reason: string;
}

describe('The API server with the rules as admission policies', function () {
  this.timeout(180_000);
  const name = `live-${randomBytes(4).toString('hex')}`;
  /** The label of the namespaces in which the policies judge, and of those that they judge themselves. */
  const marked = { 'two-judges': name };
  const policies = rules.flatMap((rule) => {
    const metadata = { name: `${name}.${rule.name}` };
    const apiVersion = 'admissionregistration.k8s.io/v1';
    const namespaceSelector = { matchLabels: marked };
    return [
      { apiVersion, kind: 'ValidatingAdmissionPolicy', metadata, spec: admissionPolicySpec(rule) },
      {
        apiVersion,
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: {
          policyName: metadata.name,
          validationActions: ['Deny'],
          matchResources: { namespaceSelector },
        },
      },
    ];
  });
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: policies });
  let manifests: Manifest[];
  let made = false;

  before(async function () {
    const mayMake = ['auth', 'can-i', 'create', 'validatingadmissionpolicies.admissionregistration.k8s.io'];
    if ((await beside.cluster.tryKubectl(mayMake)).status !== 0)
      skip(this, 'the user may not make admission policies');
    made = true;
    const stack = await MockedStack.start();
    try {
      const deployed = manifestsOf(await stack.deploy({ hotels: { database: 'postgresql', replicas: 2 } }));
      manifests = deployed.filter(({ kind }) => kind !== 'Namespace');
    } finally {
      await stack.stop();
    }
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: marked } };
    await beside.cluster.kubectl(['create', '-f', '-'], JSON.stringify(namespace));
    await beside.cluster.kubectl(['create', '-f', '-'], list);
    for (const rule of rules)
      await eventually(
        `${rule.name} is in force`,
        async () => assert.deepEqual(await refusing(changed(rule.good, rule.bad[0]!)), [rule.name]),
        60,
      );
  });
  after(async () => {
    if (!made) return;
    await beside.cluster.kubectl(['delete', '--ignore-not-found', '-f', '-'], list);
    await beside.cluster.kubectl(['delete', 'namespace', name, '--ignore-not-found', '--timeout=120s']);
  });

  /** Would create an object; gives the rule that refuses it, if any. For an object that the API itself refuses: undefined. */
  async function refusing(object: Manifest): Promise<string[] | undefined> {
    const { apiVersion, resource } = kinds[object.kind as Kind];
    const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const metadata = object.metadata as Manifest & { readonly labels?: object };
    const [path, own] =
      object.kind === 'Namespace'
        ? [resource, { name: `${name}-other`, labels: { ...metadata.labels, ...marked } }]
        : [`namespaces/${name}/${resource}`, { namespace: name }];
    const { status, data } = await beside.cluster.post(`${api}/${path}?dryRun=All&fieldValidation=Strict`, {
      ...object,
      metadata: { ...metadata, ...own },
    });
    if (status === 201) return [];
    const { message, reason } = data as Refusal;
    const rule = /ValidatingAdmissionPolicy '[^'.]*\.([^']*)'/.exec(message)?.[1];
    // The API may refuse the object itself; any other answer would be a fault of this test.
    assert.ok(rule !== undefined || ['Invalid', 'BadRequest'].includes(reason), message);
    return rule === undefined ? undefined : [rule];
  }

  /** The names of the rules that an object breaks. */
  const broken = (object: Manifest): string[] =>
    rules.filter((rule) => judge(rule, object).length > 0).map((rule) => rule.name);

  it('finds nothing wrong with the types of the rules', async () => {
    await eventually('the types are checked', async () => {
      for (const rule of rules) {
        const path = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/${name}.${rule.name}`;
        const { status } = await beside.cluster.read<{ status?: { typeChecking?: object } }>(path);
        assert.deepEqual(status?.typeChecking, {}, rule.name);
      }
    });
  });

  for (const rule of rules) {
    it(`passes the good examples of ${rule.name}`, async () => {
      for (const good of rule.good) assert.deepEqual(await refusing(good), [], JSON.stringify(good.metadata));
    });

    it(`refuses each bad example of ${rule.name}`, async () => {
      for (const bad of rule.bad) {
        // Some are refused by the API itself, such as one that is privileged, but may not gain privileges.
        const refused = (await refusing(changed(rule.good, bad))) ?? [rule.name];
        assert.deepEqual(refused, [rule.name], bad.what);
      }
    });
  }

  it('says what is wrong, and the remedy', async () => {
    const rule = rules.find((one) => one.name === 'images-by-digest')!;
    const { data } = await beside.cluster.post(`/apis/apps/v1/namespaces/${name}/deployments?dryRun=All`, {
      ...changed(rule.good, rule.bad[0]!),
      metadata: { name: 'api-search', labels: (rule.good[0]!.metadata as Manifest).labels },
    });
    const { message, remedy } = rule.validations[0]!;
    assert.ok((data as Refusal).message.endsWith(`denied request: ${message}: ${remedy}`));
  });

  it('agrees with the judge of the policy pack on 200 changed objects of the stack', async function () {
    // The same in every run of `npm test`; another one by the variable.
    const seed = Number(process.env.POLICY_SEED ?? 1);
    let judged = 0;
    for (const { what, object } of mutations(manifests, rules, seed)) {
      const refused = await refusing(object);
      if (refused === undefined) continue;
      const expected = broken(object);
      const where = `POLICY_SEED=${seed}: ${what}`;
      // The API server names one of the policies that refuse.
      if (refused.length === 0) assert.deepEqual(expected, [], where);
      else assert.ok(expected.includes(refused[0]!), `${where}: ${refused[0]} and ${expected.join(', ')}`);
      judged += 1;
      if (judged === 200) return;
    }
  });
});
