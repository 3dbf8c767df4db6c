import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { Hotels } from '../../../components/hotels/hotels';
import { environment, images, make } from './make-hotels';
import { pickedNodePort, valueOf } from '../../support/unit/recording';
import { assertRestricted } from '../../support/restricted';

describe('a pod of the hotels', () => {
  it('has the page as its first container, the backend as its second, and the migrations as init container', async () => {
    const { pod, migrations, frontend, backend } = await make();
    assert.deepEqual(
      pod.containers.map(({ name }: { name: string }) => name),
      ['frontend', 'backend'],
    );
    assert.equal(pod.initContainers.length, 1);
    assert.deepEqual([migrations.name, migrations.command], ['migrations', ['python', 'migrations.py']]);
    assert.deepEqual(
      [migrations.image, backend.image, frontend.image],
      [images.backendImage, images.backendImage, images.frontendImage],
    );
    // It is an ordinary init container, not a sidecar.
    assert.equal(migrations.restartPolicy, undefined);
  });

  it('gives the page its own port and the address of the backend', async () => {
    const { frontend, backend } = await make();
    assert.deepEqual(environment(frontend), { PORT: '8080', BACKEND_URL: 'http://localhost:5000' });
    assert.deepEqual(frontend.ports, [{ name: 'web', containerPort: 8080, protocol: 'TCP' }]);
    assert.deepEqual(backend.ports, [{ name: 'api', containerPort: 5000, protocol: 'TCP' }]);
  });

  it('mounts the volume at the folder of the database, for the migrations and the backend', async () => {
    const { pod, migrations, backend, frontend } = await make({ dbPath: '/srv/rooms/h.db' });
    for (const container of [migrations, backend]) {
      assert.deepEqual(container.volumeMounts[0], { name: 'data', mountPath: '/srv/rooms' });
    }
    assert.deepEqual(frontend.volumeMounts, [{ name: 'tmp', mountPath: '/tmp' }]);
    assert.deepEqual(pod.volumes[0], { name: 'data', persistentVolumeClaim: { claimName: 'hotels-data' } });
    assert.ok(pod.volumes[1].emptyDir.sizeLimit);
  });

  it('takes the settings of the migrations and the backend from one ConfigMap', async () => {
    const { recording, migrations, backend } = await make();
    const settings = recording.one('kubernetes:core/v1:ConfigMap').inputs;
    assert.deepEqual(settings.data, { DB_PATH: '/data/hotels.db', DB_TABLE: 'hotels' });
    assert.equal(settings.immutable, true);
    assert.equal(
      settings.metadata.name,
      undefined,
      'a name of its own would keep a change from rolling the pods',
    );
    for (const container of [migrations, backend]) {
      assert.deepEqual(container.envFrom, [{ configMapRef: { name: 'hotels-settings-picked' } }]);
    }
  });

  for (const ports of [{}, { imageKind: 'published' }] as const) {
    it(`follows the Pod Security Standard restricted with ${JSON.stringify(ports)}`, async () => {
      const { pod } = await make(ports);
      assertRestricted(pod);
      assert.equal(pod.enableServiceLinks, false);
    });
  }

  it('is ready when the database is, and is restarted only when a container no longer answers', async () => {
    const { backend, frontend } = await make();
    assert.deepEqual(backend.readinessProbe.httpGet, { path: '/readyz', port: 'api' });
    assert.deepEqual(backend.livenessProbe.httpGet, { path: '/healthz', port: 'api' });
    assert.deepEqual(backend.startupProbe.httpGet, { path: '/healthz', port: 'api' });
    assert.deepEqual(frontend.readinessProbe.httpGet, { path: '/', port: 'web' });
    for (const probe of ['startupProbe', 'livenessProbe'])
      assert.deepEqual(frontend[probe].httpGet, { path: '/healthz', port: 'web' });
  });

  it('stops the page before the backend to which it forwards requests', async () => {
    const { pod, frontend, backend } = await make();
    const sleep = (container: typeof frontend): number => container.lifecycle.preStop.sleep.seconds as number;
    assert.ok(sleep(frontend) > 0);
    assert.ok(sleep(backend) > sleep(frontend));
    assert.ok(pod.terminationGracePeriodSeconds > 2 * sleep(backend));
  });

  it('runs on the node of the pod that it replaces, which has the volume', async () => {
    const { pod, deployment } = await make();
    const [term] = pod.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    assert.equal(term.topologyKey, 'kubernetes.io/hostname');
    assert.deepEqual(term.labelSelector, deployment.inputs.spec.selector);
  });

  it('runs the published images with the ports in their source code, and with probes for paths that they serve', async () => {
    const { pod, migrations, frontend, backend, recording } = await make({ imageKind: 'published' });
    assert.deepEqual(migrations.command, ['python', 'migrations.py']);
    assert.equal(backend.ports[0].containerPort, 5000);
    assert.deepEqual(backend.readinessProbe.httpGet, { path: '/status', port: 'api' });
    assert.deepEqual(backend.livenessProbe.tcpSocket, { port: 'api' });
    assert.equal(frontend.ports[0].containerPort, 80);
    assert.deepEqual(frontend.readinessProbe.httpGet, { path: '/', port: 'web' });
    assert.equal(pod.securityContext.sysctls[0].name, 'net.ipv4.ip_unprivileged_port_start');
    assert.ok(recording.one('kubernetes:core/v1:ConfigMap', 'hotels-settings').inputs.data.DB_PATH);
  });

  it('has volumes with a size limit where nginx of the published frontend writes, and a copy of its page', async () => {
    const { pod, frontend } = await make({ imageKind: 'published' });
    const [, copy] = pod.initContainers;
    assert.equal(copy.image, images.frontendImage);
    assert.deepEqual(copy.command, ['cp', '-R', '/usr/share/nginx/html/.', '/copy']);
    assert.deepEqual(copy.volumeMounts, [{ name: 'page', mountPath: '/copy' }]);
    const written = frontend.volumeMounts.filter(({ readOnly }: { readOnly?: true }) => readOnly !== true);
    assert.deepEqual(
      written.map(({ mountPath }: { mountPath: string }) => mountPath),
      ['/tmp', '/var/cache/nginx', '/var/run', '/usr/share/nginx/html'],
    );
    for (const { name } of written) {
      const volume = pod.volumes.find((one: { name: string }) => one.name === name);
      assert.match(volume.emptyDir.sizeLimit, /^\d+Mi$/);
    }
  });

  it('makes the published page send its requests to its own origin, which forwards them to the backend', async () => {
    const { pod, frontend, recording } = await make({ imageKind: 'published' });
    assert.deepEqual(environment(frontend), { HOTELS_API_HOST: '/api' });
    const sites = recording.one('kubernetes:core/v1:ConfigMap', 'hotels-frontend').inputs;
    assert.equal(sites.immutable, true);
    assert.match(
      sites.data['default.conf'],
      /location \/api\/ \{\s+proxy_pass http:\/\/127\.0\.0\.1:5000\/;/,
    );
    const mounted = frontend.volumeMounts.find(
      ({ mountPath }: { mountPath: string }) => mountPath === '/etc/nginx/conf.d',
    );
    assert.equal(mounted.readOnly, true);
    const volume = pod.volumes.find(({ name }: { name: string }) => name === mounted.name);
    assert.deepEqual(volume.configMap, { name: 'hotels-frontend-picked' });
  });
});

describe('the deployment of the hotels', () => {
  it('keeps the old pod until the new one has run the migrations and is ready', async () => {
    const { spec, metadata } = (await make()).deployment.inputs;
    assert.equal(metadata.name, 'hotels');
    assert.equal(spec.replicas, 1);
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    assert.deepEqual(spec.strategy, { type: 'RollingUpdate', rollingUpdate });
  });

  for (const [args, deadline, timeout] of [
    [{}, 120, '125s'],
    [{ rolloutSeconds: 60 }, 60, '65s'],
  ] as const) {
    it(`fails after ${deadline} s without a successful migration with ${JSON.stringify(args)}`, async () => {
      const { deployment, recording } = await make(args);
      assert.equal(deployment.inputs.spec.progressDeadlineSeconds, deadline);
      const { customTimeouts } = recording.optionsOf(deployment);
      assert.deepEqual(customTimeouts, { create: timeout, update: timeout });
    });
  }

  it('selects only its own pods, as its service does', async () => {
    const { deployment, recording } = await make();
    const selector = deployment.inputs.spec.selector.matchLabels as Record<string, string>;
    const { labels } = deployment.inputs.spec.template.metadata;
    assert.ok(Object.keys(selector).length > 0);
    for (const [key, value] of Object.entries(selector)) assert.equal(labels[key], value);
    assert.deepEqual(recording.one('kubernetes:core/v1:Service').inputs.spec.selector, selector);
  });

  it('has no disruption budget for its only pod: it would have no effect', async () => {
    const { recording } = await make();
    assert.deepEqual(recording.all('kubernetes:policy/v1:PodDisruptionBudget'), []);
  });
});

describe('the hotels', () => {
  it('survive a change that would replace the claim, and are adopted from an earlier stack', async () => {
    const { claim, recording } = await make();
    assert.equal(claim.inputs.metadata.name, 'hotels-data');
    assert.deepEqual(claim.inputs.spec, {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '1Gi' } },
    });
    const { retainOnDelete, deleteBeforeReplace } = recording.optionsOf(claim);
    assert.deepEqual([retainOnDelete, deleteBeforeReplace], [true, false]);
    assert.equal(claim.inputs.metadata.annotations['pulumi.com/skipAwait'], 'true');
  });

  for (const [args, url] of [
    [{}, `http://127.0.0.1:${pickedNodePort}`],
    [{ nodePort: 30080, nodeAddress: 'node.example' }, 'http://node.example:30080'],
  ] as const) {
    it(`are reached at ${url} with ${JSON.stringify(args)}`, async () => {
      const { component, recording } = await make(args);
      assert.equal(await valueOf(component.url), url);
      const { spec, metadata } = recording.one('kubernetes:core/v1:Service').inputs;
      assert.deepEqual([metadata.name, spec.type, spec.ports[0].port], ['hotels', 'NodePort', 80]);
      assert.equal(spec.ports[0].targetPort, 'web');
      assert.equal(metadata.annotations['pulumi.com/skipAwait'], 'true');
    });
  }

  for (const [args, message] of [
    [
      { replicas: 2 },
      'replicas is 2: it must be 1 with `database: sqlite`, since only one node at a time can use the file',
    ],
    [{ replicas: 0 }, 'replicas is 0: it must be a whole number from 1 to 20'],
    [{ rolloutSeconds: 1.5 }, 'rolloutSeconds is 1.5: it must be a whole number of seconds from 10 to 3600'],
    [
      { database: 'postgresql', postgresImage: undefined },
      'postgresImage is not set: it must be the image of the PostgreSQL server',
    ],
    [
      { database: 'postgresql', imageKind: 'published' },
      'database is postgresql: it cannot be combined with the published images, which store their data in a file',
    ],
    ...['hotels.db', '/hotels.db', '/data/', '/data/../x.db', '/app/data/h.db', '/etc/h.db'].map(
      (dbPath) =>
        [
          { dbPath },
          `dbPath is "${dbPath}": it must be an absolute path of a file in a folder that is not a system folder, such as /data/hotels.db`,
        ] as const,
    ),
    ...['Hotels', '1a', 'a-b', 'sqlite_master', 'a'.repeat(41)].map(
      (dbTable) =>
        [
          { dbTable },
          `dbTable is "${dbTable}": it must be 1 to 40 lower-case letters, digits and underscores, not starting with a digit, sqlite or alembic`,
        ] as const,
    ),
  ] as const) {
    it(`are refused with ${JSON.stringify(args)}`, async () => {
      await assert.rejects(make(args), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(error.message, `hotels: ${message}`);
        return true;
      });
    });
  }

  it('have all their resources in the given namespace, and export the names', async () => {
    const { component, recording } = await make();
    assert.ok(component instanceof Hotels);
    // Without the NetworkPolicies: their component has a test of its own.
    const children = recording.resources.filter(({ type }) => /^kubernetes:(?!networking)/.test(type));
    assert.equal(children.length, 4);
    for (const child of children) {
      assert.equal(child.inputs.metadata.namespace, 'hotels', child.name);
      assert.equal(child.inputs.metadata.labels['app.kubernetes.io/part-of'], 'shared-keys', child.name);
      assert.equal(recording.optionsOf(child).parent, component, child.name);
    }
    const { namespace, deployment, service, claim, replicas, databaseStatefulSet } = component;
    assert.deepEqual(
      await valueOf(
        pulumi.output({
          namespace,
          deployment,
          service,
          claim,
          replicas,
          databaseStatefulSet,
          images: component.images,
        }),
      ),
      {
        namespace: 'hotels',
        deployment: 'hotels',
        service: 'hotels',
        claim: 'hotels-data',
        replicas: 1,
        databaseStatefulSet: undefined,
        images: { backend: images.backendImage, frontend: images.frontendImage },
      },
    );
  });
});
