import assert from 'node:assert/strict';

import { nodesCanRun } from '../../../components/preflight/architectures';
import type { AllSettings, Before, Finding } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { supportedVersion } from '../../../components/preflight/kubernetes-version';
import { freeNodePorts } from '../../../components/preflight/node-ports';
import { mayDeploy } from '../../../components/preflight/rights';
import { storageClassesExist, storageClassFor } from '../../../components/preflight/storage-classes';
import { addressGiven } from '../../../components/search/load-balancer';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

describe('what is asked of a cluster before anything is made', () => {
  let fake: FakeCluster;
  beforeEach(async () => {
    await new Recording().start();
    fake = await FakeCluster.start();
  });
  afterEach(() => fake.stop());

  const before = (resources: readonly DeployedResource[] = []): Before => ({
    cluster: new Cluster(fake.environment, undefined),
    last: { outputs: {}, resources },
  });
  const settings = (groups: Readonly<Record<string, object>>, more: object = {}): AllSettings =>
    ({ systems: Object.keys(groups), ...groups, ...more }) as unknown as AllSettings;
  /** Problems, doubts and facts as text. */
  const text = (found: readonly Finding[]): string =>
    found.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
  const listed = (path: string, ...items: object[]): void => void fake.objects.set(path, { items });

  describe('its version', () => {
    const check = (gitVersion: string): Promise<readonly Finding[]> => {
      fake.objects.set('/version', { gitVersion });
      return supportedVersion(settings({}), before());
    };

    it('is told when it is supported', async () => {
      assert.deepEqual(await check('v1.30.0'), [{ fact: 'Kubernetes v1.30.0' }]);
      assert.deepEqual(await check('v1.34.1-eks-113cf36'), [{ fact: 'Kubernetes v1.34.1-eks-113cf36' }]);
    });

    it('is refused when it is too old', async () => {
      assert.match(
        text(await check('v1.29.14+k3s1')),
        /^the cluster is Kubernetes v1\.29\.14\+k3s1, .*1\.30/,
      );
    });
  });

  describe('the rights of the user', () => {
    const check = (): Promise<readonly Finding[]> =>
      mayDeploy(settings({ hotels: { namespace: 'rooms' } }), before());

    it('are asked for once when the user may do everything', async () => {
      assert.deepEqual(await check(), []);
      assert.equal(fake.asked.filter((path) => path.endsWith('accessreviews')).length, 1);
    });

    it('that are missing are told at once, by namespace and kind', async () => {
      for (const deed of ['create secrets', 'delete secrets', 'patch deployments', 'create namespaces'])
        fake.forbidden.add(deed);
      const ask = 'ask who runs the cluster for these rights, or deploy as another user';
      assert.deepEqual(await check(), [
        `the user may not create namespaces, of which it needs rooms: ${ask}`,
        `the user may not create, delete secrets; patch deployments.apps in the namespace rooms: ${ask}`,
      ]);
    });
  });

  describe('the storage class of a claim', () => {
    const path = '/apis/storage.k8s.io/v1/storageclasses';
    const storageClass = (name: string, isDefault = false, provisioner = 'a.csi.driver'): object => ({
      provisioner,
      metadata: {
        name,
        annotations: { 'storageclass.kubernetes.io/is-default-class': String(isDefault) },
      },
    });
    const check = (group: object, resources: readonly DeployedResource[] = []): Promise<readonly Finding[]> =>
      storageClassesExist(
        settings({ hotels: { namespace: 'rooms', keepData: true, ...group } }),
        before(resources),
      );
    const claim = (storageClassName: string): DeployedResource => ({
      urn: '',
      name: 'hotels-claim',
      type: 'kubernetes:core/v1:PersistentVolumeClaim',
      outputs: { metadata: { namespace: 'rooms' }, spec: { storageClassName } },
    });

    it('is refused when the cluster does not have it, with those that it has', async () => {
      listed(path, storageClass('fast'), storageClass('slow', true));
      assert.deepEqual(await check({ storageClass: 'gp2' }), [
        'shared-keys:hotels.storageClass is gp2, a class that the cluster does not have: set it to one that it has: fast, slow (default)',
      ]);
    });

    it('may be one that only a volume has which somebody made by hand', async () => {
      listed('/api/v1/persistentvolumes', { spec: { storageClassName: 'by-hand' } });
      assert.deepEqual(await check({ storageClass: 'by-hand' }), []);
    });

    it('is `standard` where there is one, else the default of the cluster', async () => {
      listed(path, storageClass('standard'), storageClass('slow', true));
      assert.deepEqual(await check({}), [{ fact: 'hotels uses the class standard' }]);
      assert.equal(await storageClassFor('rooms', before()), 'standard');
      listed(path, storageClass('fast'), storageClass('slow', true));
      assert.deepEqual(await check({}), [{ fact: 'hotels uses the class slow' }]);
      assert.equal(await storageClassFor('rooms', before()), 'slow');
    });

    it('has to be set where there is no default', async () => {
      listed(path, storageClass('fast'));
      assert.match(
        text(await check({})),
        /storageClass is not set, and the cluster has no default: .*: fast$/,
      );
      listed(path);
      assert.match(text(await check({})), /no default: it has none at all/);
    });

    it('stays that of the claim which is there, whatever the default is later', async () => {
      listed(path, storageClass('standard', true));
      assert.deepEqual(await check({}, [claim('gone-since')]), []);
      assert.equal(await storageClassFor('rooms', before([claim('old')])), 'old');
      assert.equal(await storageClassFor('elsewhere', before([claim('old')])), 'standard');
      const kept = '/api/v1/namespaces/rooms/persistentvolumeclaims';
      listed(`${kept}?labelSelector=app.kubernetes.io%2Fpart-of%3Dshared-keys`, {
        spec: { storageClassName: 'kept' },
      });
      assert.equal(await storageClassFor('rooms', before()), 'kept');
    });

    it('is `standard` for a user who may not read it', async () => {
      fake.refuse = true;
      assert.equal(await storageClassFor('rooms', before()), 'standard');
    });

    it('of volumes of one node is refused for a claim of many nodes', async () => {
      listed(path, storageClass('local-path', true, 'rancher.io/local-path'));
      assert.match(
        text(await check({ accessMode: 'ReadWriteMany' })),
        /^shared-keys:hotels\.accessMode is ReadWriteMany, but the class local-path makes volumes of one node/,
      );
      assert.deepEqual(await check({ accessMode: 'ReadWriteOnce', storageClass: 'local-path' }), []);
    });

    it('is not asked for by a system without data', async () => {
      assert.deepEqual(await storageClassesExist(settings({ search: { namespace: 'apis' } }), before()), []);
      assert.deepEqual(fake.asked, []);
    });
  });

  describe('a port of the nodes that a setting names', () => {
    const check = (nodePort: number | undefined): Promise<readonly Finding[]> =>
      freeNodePorts(settings({ hotels: { namespace: 'rooms', nodePort } }), before());
    const service = (namespace: string, nodePort: number): object => ({
      metadata: { name: 'web', namespace },
      spec: { ports: [{ nodePort: 30001 }, { nodePort }] },
    });

    it('is refused when another service has it', async () => {
      listed('/api/v1/services', service('shop', 30080));
      assert.deepEqual(await check(30080), [
        'shared-keys:hotels.nodePort is 30080, a port that the service shop/web has: choose another one',
      ]);
    });

    it('is free, or already this stack’s own', async () => {
      listed('/api/v1/services', service('rooms', 30080));
      assert.deepEqual([await check(30080), await check(30081)], [[], []]);
    });

    it('is not asked for when the cluster picks it', async () => {
      assert.deepEqual(await check(undefined), []);
      assert.deepEqual(fake.asked, []);
    });
  });

  describe('the platforms of the nodes', () => {
    const node = (name: string, architecture: string): object => ({
      metadata: { name },
      status: { nodeInfo: { architecture, operatingSystem: 'linux' } },
    });
    const check = (platforms: readonly string[], images = 'ours'): Promise<readonly Finding[]> =>
      nodesCanRun(settings({ hotels: { images } }, { platforms }), before());

    it('are those that images are built for', async () => {
      listed('/api/v1/nodes', node('a', 'amd64'), node('b', 'arm64'));
      assert.deepEqual(await check(['linux/arm64', 'linux/amd64']), []);
    });

    it('are refused when no node can run the images, with the command that mends it', async () => {
      listed('/api/v1/nodes', node('a', 'arm64'));
      assert.deepEqual(await check(['linux/amd64']), [
        "shared-keys:platforms is linux/amd64, but no node runs that: run `pulumi config set --path 'platforms[0]' linux/arm64`",
      ]);
      assert.deepEqual(await check(['linux/amd64'], 'published'), []);
    });

    it('are a doubt when only some nodes cannot run the images', async () => {
      listed('/api/v1/nodes', node('a', 'amd64'), node('b', 'arm64'));
      const [found] = (await check(['linux/amd64'])) as [{ doubt: string }];
      assert.match(found.doubt, /pods that are placed on b \(linux\/arm64\) cannot start/);
    });
  });

  describe('the address of a load balancer', () => {
    const check = (service = 'LoadBalancer', resources: readonly DeployedResource[] = []) =>
      addressGiven.check({ service } as never, before(resources));
    const balancer = {
      spec: { type: 'LoadBalancer' },
      status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
    };
    const node = (name: string, providerID = '', labels = {}): object => ({
      metadata: { name, labels },
      spec: { providerID },
    });

    it('is in doubt where nothing is known to give one, with a way that needs none', async () => {
      listed('/api/v1/nodes', node('work-1'));
      const [found] = (await check()) as [{ doubt: string }];
      assert.match(found.doubt, /may get no address.*or set `search\.service` to NodePort/);
      assert.deepEqual(await check('NodePort'), []);
    });

    it('needs a program beside kind and minikube, which is named', async () => {
      listed('/api/v1/nodes', node('kind-control-plane', 'kind://docker/kind/kind-control-plane'));
      assert.match(JSON.stringify(await check()), /cloud-provider-kind/);
      listed('/api/v1/nodes', node('minikube', '', { 'minikube.k8s.io/name': 'minikube' }));
      assert.match(JSON.stringify(await check()), /minikube tunnel/);
    });

    it('is given by clouds, k3s, Docker Desktop, MetalLB, and whatever has given one already', async () => {
      for (const known of [node('a', 'aws:///eu/i-1'), node('b', 'k3s://b'), node('docker-desktop')]) {
        listed('/api/v1/nodes', known);
        assert.deepEqual(await check(), []);
      }
      listed('/api/v1/nodes', node('work-1'));
      fake.objects.set('/apis/metallb.io/v1beta1', { resources: [] });
      assert.deepEqual(await check(), []);
      fake.objects.delete('/apis/metallb.io/v1beta1');
      listed('/api/v1/services', balancer);
      assert.deepEqual(await check(), []);
      fake.objects.delete('/api/v1/services');
      const own = { urn: '', name: 'search-balancer', type: 'kubernetes:core/v1:Service', outputs: balancer };
      assert.deepEqual(await check('LoadBalancer', [own]), []);
    });
  });
});
