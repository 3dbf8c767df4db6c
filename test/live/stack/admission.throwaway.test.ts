import assert from 'node:assert/strict';

import { goodData, goodDeployment } from '../../../policy/examples';
import { rules } from '../../../policy/rules';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { skip } from '../../support/skip';

describe('A stack with its rules in the cluster', function () {
  this.timeout(180_000);
  const kinds = 'validatingadmissionpolicies,validatingadmissionpolicybindings';
  const finalizer = 'shared-keys.example/test';
  let stack: Throwaway;
  let found: string[];
  const kubectl = (...args: string[]): Promise<string> => beside.cluster.kubectl(args);
  const policies = async (): Promise<string[]> =>
    (await kubectl('get', kinds, '--output=name')).split('\n').filter(Boolean).sort();

  before(async () => {
    stack = await throwaway('search', beside);
    found = await policies();
    const { metadata, ...data } = goodData('ConfigMap');
    const { labels } = metadata as { labels: object };
    const old = { ...data, immutable: false, metadata: { name: 'old', labels, finalizers: [finalizer] } };
    const args = ['create', `--namespace=${stack.namespace}`, '--filename=-'];
    await beside.cluster.kubectl(args, JSON.stringify(old));
    stack.configure({ admission: true });
    await stack.up();
  });
  after(async () => {
    stack.configure({ admission: false });
    await stack.up();
    assert.deepEqual(await policies(), found);
  });

  /** Would apply a Deployment; gives what the cluster says. */
  async function apply(image: string, namespace: string): Promise<string> {
    const bad = structuredClone(goodDeployment('other', 1)) as {
      spec: { template: { spec: { containers: { image: string }[] } } };
      metadata: { namespace?: string };
    };
    bad.spec.template.spec.containers[0]!.image = image;
    delete bad.metadata.namespace;
    const { stdout, stderr } = await beside.cluster.tryKubectl(
      ['apply', `--namespace=${namespace}`, '--dry-run=server', '--filename=-'],
      JSON.stringify(bad),
    );
    return stdout + stderr;
  }

  /** Waits until a Deployment without a digest is refused in the namespace of the stack, by a policy of that name. */
  async function refusedBy(policy: RegExp): Promise<void> {
    const { message, remedy } = rules.find(({ name }) => name === 'images-by-digest')!.validations[0]!;
    await eventually('it is refused', async () => {
      const said = await apply('a.example/b:1', stack.namespace);
      assert.ok(said.includes(`${message}: ${remedy}`), said);
      assert.match(said, policy);
    });
  }

  it('has a policy and a binding for each rule', async () => {
    assert.equal((await policies()).length - found.length, 2 * rules.length);
  });

  it('has the cluster refuse what breaks a rule in its namespaces, and nowhere else', async () => {
    await refusedBy(/ValidatingAdmissionPolicy 'shared-keys[-.]/);
    assert.match(await apply(`a.example/b@sha256:${'a'.repeat(64)}`, stack.namespace), /other created/);
    assert.match(await apply('a.example/b:1', 'default'), /other created/);
  });

  it('can still let go what broke a rule before, and is deleted now', async () => {
    const [which, namespace] = ['configmap/old', `--namespace=${stack.namespace}`];
    await refusedBy(/images-by-digest/);
    const change = ['patch', which, namespace, '--type=merge'];
    const { stderr } = await beside.cluster.tryKubectl([...change, '--patch={"data":{"a":"c"}}']);
    assert.match(stderr, /immutable-data/);
    await kubectl('delete', which, namespace, '--wait=false');
    await kubectl(...change, '--patch={"metadata":{"finalizers":null}}');
    assert.equal(await kubectl('get', which, namespace, '--ignore-not-found'), '');
  });

  it('leaves to the cluster what that makes in every namespace', async () => {
    const root = ['configmap/kube-root-ca.crt', `--namespace=${stack.namespace}`];
    await refusedBy(/images-by-digest/);
    await kubectl('delete', ...root);
    await eventually('it is there again', () => kubectl('get', ...root));
  });

  it('goes on to have bad objects refused when its policies are deleted, by a cluster that has loaded them itself', async function () {
    const own = (await policies()).filter((name) => !found.includes(name));
    const loaded = /^apiserver_manifest_admission_config\S*plugin="ValidatingAdmissionPolicy"/m;
    if (!loaded.test(await beside.cluster.readText('/metrics')))
      skip(this, 'the API server has loaded no policies itself');
    // Without the label, only the policies of the stack are left.
    const label = (change: string) =>
      kubectl('label', 'namespace', stack.namespace, `shared-keys/rules${change}`);
    await label('-');
    await refusedBy(/ValidatingAdmissionPolicy 'shared-keys-[0-9a-f]{8}\.images-by-digest'/);
    await label('=enforced');
    await kubectl('delete', ...own);
    await refusedBy(/ValidatingAdmissionPolicy 'shared-keys\.images-by-digest\.static\.k8s\.io'/);
    await stack.pulumi(['refresh', '--yes', '--skip-preview']);
    await stack.up();
    assert.deepEqual(
      (await policies()).filter((name) => !found.includes(name)),
      own,
    );
  });

  it('is changed and scaled as before', async () => {
    assert.match(await stack.up({ refreshSeconds: 1234 }), /updated/);
    await kubectl('scale', 'deployment/api-search', '--replicas=5', `--namespace=${stack.namespace}`);
    await stack.up({ refreshSeconds: undefined }, ['--refresh']);
    assert.match(await stack.up(), /Resources:\n +\d+ unchanged\n/);
  });
});
