import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { ApiSearch } from '../../../components/search/search';
import type { ApiSearchArgs } from '../../../components/search/search';
import { pickedAddress, pickedNodePort, Recording, revealed, valueOf } from '../../support/unit/recording';
import { assertRestricted } from '../../support/restricted';

const image = `localhost:5000/shared-keys/search@sha256:${'a'.repeat(64)}`;

async function make(args: Partial<ApiSearchArgs> = {}) {
  const recording = await new Recording().start();
  const component = new ApiSearch('search', { namespace: 'search', image, ...args }, recording.watch);
  const url = await valueOf(component.url);
  await valueOf(component.replicas);
  const deployment = recording.one('kubernetes:apps/v1:Deployment');
  const service = recording.one('kubernetes:core/v1:Service');
  const pod = deployment.inputs.spec.template.spec;
  return { recording, component, url, deployment, service, pod, server: pod.containers[0] };
}

/** The environment variables of a container by name; for a field reference, the path of the field. */
function environment(container: {
  env: { name: string; value?: string; valueFrom?: { fieldRef: { fieldPath: string } } }[];
}) {
  return Object.fromEntries(
    container.env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.fieldRef.fieldPath]),
  );
}

describe('the replicas of the API search', () => {
  for (const [replicas, args] of [
    [4, {}],
    [2, { replicas: 2 }],
  ] as const) {
    it(`are ${replicas} with ${JSON.stringify(args)}, and are evicted one at a time`, async () => {
      const { deployment, recording } = await make(args);
      assert.equal(deployment.inputs.spec.replicas, replicas);
      assert.deepEqual(deployment.inputs.spec.strategy, {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
      });
      const budget = recording.one('kubernetes:policy/v1:PodDisruptionBudget');
      assert.equal(budget.inputs.spec.maxUnavailable, 1);
      assert.deepEqual(budget.inputs.spec.selector, deployment.inputs.spec.selector);
    });
  }

  for (const replicas of [0, -1, 2.5]) {
    it(`cannot be ${replicas}`, async () => {
      await assert.rejects(make({ replicas }), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(
          error.message,
          `search: replicas is ${replicas}: it must be a whole number from 1 to 100`,
        );
        return true;
      });
    });
  }

  it('follow the Pod Security Standard restricted, and can write to no volume', async () => {
    const { pod, server } = await make();
    assertRestricted(pod);
    assert.equal(pod.enableServiceLinks, false);
    assert.deepEqual([pod.volumes, server.volumeMounts], [undefined, undefined]);
  });

  it('get their name and port, and a file with the URL of a newer catalogue only when there is one', async () => {
    const expected = {
      PORT: '8000',
      POD_NAME: 'metadata.name',
      WITHDRAW_SECONDS: '5',
      REFRESH_SECONDS: '3600',
    };
    assert.deepEqual(environment((await make()).server), expected);
    const { server, pod } = await make({ catalogueUrl: 'https://a.example/entries', refreshSeconds: 60 });
    assert.deepEqual(environment(server), {
      ...expected,
      CATALOGUE_URL_FILE: '/run/secrets/api-search/url',
      REFRESH_SECONDS: '60',
    });
    assert.deepEqual(pod.volumes, [
      { name: 'catalogue-url', secret: { secretName: 'search-catalogue-picked', defaultMode: 0o440 } },
    ]);
    assert.deepEqual(server.volumeMounts, [
      { name: 'catalogue-url', mountPath: '/run/secrets/api-search', readOnly: true },
    ]);
    assertRestricted(pod);
  });

  const url = 'https://reader:PASS@a.example/entries';
  for (const [kind, catalogueUrl] of [
    ['text', url],
    ['a secret', pulumi.secret(url)],
  ] as const) {
    it(`get a URL that is ${kind} from an immutable Secret, and it is in clear nowhere in the state`, async () => {
      const { recording } = await make({ catalogueUrl });
      const secret = recording.one('kubernetes:core/v1:Secret');
      assert.equal(secret.inputs.immutable, true);
      assert.equal(secret.inputs.metadata.name, undefined, 'a new URL needs a new name');
      assert.deepEqual(revealed(secret.inputs.stringData), { url });
      const others = recording.resources.filter((resource) => resource !== secret);
      assert.ok(!JSON.stringify(others).includes('PASS'));
    });
  }

  it('cannot have a catalogue of a wrong URL, which the error does not show', async () => {
    await assert.rejects(make({ catalogueUrl: 'https://reader:PA/SS@a.example/entries' }), {
      message:
        'search: catalogueUrl is not allowed: it must be an http or https URL; a user and a password in it are percent-encoded',
    });
  });

  it('are ready when they can search, and are restarted only long after they have stopped answering', async () => {
    const { startupProbe, readinessProbe, livenessProbe } = (await make()).server;
    assert.deepEqual(startupProbe.httpGet, { path: '/-/readyz', port: 'http' });
    assert.deepEqual(readinessProbe.httpGet, { path: '/-/readyz', port: 'http' });
    assert.deepEqual(livenessProbe.httpGet, { path: '/-/healthz', port: 'http' });
    const patience = (probe: { periodSeconds: number; failureThreshold: number }) =>
      probe.periodSeconds * probe.failureThreshold;
    assert.ok(patience(readinessProbe) <= 5);
    assert.ok(patience(livenessProbe) >= 5 * patience(readinessProbe));
  });

  it('of the published image get no settings, and have probes for paths that it serves', async () => {
    const { server, pod } = await make({ imageKind: 'published' });
    for (const probe of ['startupProbe', 'readinessProbe'])
      assert.deepEqual(server[probe].httpGet, { path: '/openapi.json', port: 'http' });
    assert.deepEqual(server.livenessProbe.tcpSocket, { port: 'http' });
    assert.equal(server.env, undefined);
    assertRestricted(pod);

    const { recording } = await make({ imageKind: 'published', catalogueUrl: 'https://a.example/entries' });
    assert.deepEqual(recording.all('kubernetes:core/v1:Secret'), []);
  });

  it('keep serving while their endpoint is removed, and then have time to drain', async () => {
    const { pod, server } = await make();
    const withdraw = Number(environment(server).WITHDRAW_SECONDS);
    const { periodSeconds, failureThreshold } = server.readinessProbe;
    assert.ok(withdraw > periodSeconds * failureThreshold + 1);
    assert.ok(pod.terminationGracePeriodSeconds > withdraw + 5);

    const { server: published } = await make({ imageKind: 'published' });
    assert.deepEqual(published.lifecycle.preStop, { sleep: { seconds: 3 } });
  });

  it('spread over the nodes, and share a process namespace, so that a killed server exits', async () => {
    const { pod, deployment } = await make();
    const [spread] = pod.topologySpreadConstraints;
    assert.deepEqual([spread.topologyKey, spread.maxSkew], ['kubernetes.io/hostname', 1]);
    assert.deepEqual(spread.labelSelector, deployment.inputs.spec.selector);
    assert.equal(pod.shareProcessNamespace, true);
  });
});

describe('the load balancer of the API search', () => {
  it('forwards port 8000 to every replica, without session affinity', async () => {
    const { service, deployment, server } = await make();
    assert.equal(service.inputs.spec.type, 'LoadBalancer');
    assert.equal(service.inputs.spec.sessionAffinity, 'None');
    assert.deepEqual(service.inputs.spec.ports, [
      { name: 'http', port: 8000, targetPort: 'http', protocol: 'TCP' },
    ]);
    assert.deepEqual(server.ports, [{ name: 'http', containerPort: 8000, protocol: 'TCP' }]);
    assert.deepEqual(service.inputs.spec.selector, deployment.inputs.spec.selector.matchLabels);
    const { labels } = deployment.inputs.spec.template.metadata;
    for (const [key, value] of Object.entries(service.inputs.spec.selector as Record<string, string>)) {
      assert.equal(labels[key], value);
    }
  });

  it('has the address of the exported URL', async () => {
    assert.equal((await make()).url, `http://${pickedAddress}:8000`);
  });

  it('is awaited only until it has an address', async () => {
    const { annotations } = (await make()).service.inputs.metadata;
    assert.deepEqual(annotations, { 'pulumi.com/waitFor': 'jsonpath={.status.loadBalancer.ingress[0]}' });
  });
});

describe('the API search', () => {
  it('has all its resources in the given namespace, as children of one component', async () => {
    const { recording, component } = await make();
    // Without the NetworkPolicies: their component has a test of its own.
    const children = recording.resources.filter(({ type }) => /^kubernetes:(?!networking)/.test(type));
    assert.equal(children.length, 3);
    for (const child of children) {
      assert.equal(child.inputs.metadata.namespace, 'search', child.name);
      assert.equal(child.inputs.metadata.labels['app.kubernetes.io/part-of'], 'shared-keys', child.name);
      assert.equal(recording.optionsOf(child).parent, component, child.name);
      assert.ok(child.name.startsWith('search-'), child.name);
    }
  });

  it('exports the names of its resources', async () => {
    const { namespace, deployment, service, replicas, image: runs } = (await make()).component;
    assert.deepEqual(
      await valueOf(pulumi.output({ namespace, deployment, service, replicas, image: runs })),
      {
        namespace: 'search',
        deployment: 'api-search',
        service: 'api-search',
        replicas: 4,
        image,
      },
    );
  });
});

describe('the service of the API search', () => {
  it('is a load balancer, whose address is waited for as long as the argument says', async () => {
    for (const [args, seconds] of [
      [{}, 60],
      [{ addressSeconds: 90 }, 90],
    ] as const) {
      const { recording, service } = await make(args);
      assert.equal(service.inputs.spec.type, 'LoadBalancer');
      const wait = `${seconds}s`;
      assert.deepEqual(recording.optionsOf(service).customTimeouts, { create: wait, update: wait });
    }
  });

  it('is on a port of every node when no address is to be had', async () => {
    const { url, service } = await make({ service: 'NodePort', nodeAddress: 'node.example' });
    assert.equal(service.inputs.spec.type, 'NodePort');
    assert.equal(url, `http://node.example:${pickedNodePort}`);
    const named = await make({ service: 'NodePort', nodePort: 30080 });
    assert.deepEqual(
      named.service.inputs.spec.ports.map(({ nodePort }: { nodePort: number }) => nodePort),
      [30080],
    );
  });
});
