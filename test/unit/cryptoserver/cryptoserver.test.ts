import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { Cryptoserver } from '../../../components/cryptoserver/cryptoserver';
import type { CryptoserverArgs } from '../../../components/cryptoserver/cryptoserver';
import { cryptoserverScript } from '../../../components/cryptoserver/script';
import { pickedNodePort, Recording, valueOf } from '../../support/unit/recording';
import { assertRestricted } from '../../support/restricted';

const image = `localhost:5000/shared-keys/fileserver@sha256:${'a'.repeat(64)}`;

async function make(args: Partial<CryptoserverArgs> = {}) {
  const recording = await new Recording().start();
  const all = { namespace: 'logaiter', image, script: 'SCRIPT', ...args };
  const component = new Cryptoserver('cryptoserver', all, recording.watch);
  const url = await valueOf(component.url);
  await valueOf(component.replicas);
  const statefulSet = recording.one('kubernetes:apps/v1:StatefulSet');
  const pod = statefulSet.inputs.spec.template.spec;
  const claim = recording.one('kubernetes:core/v1:PersistentVolumeClaim');
  return {
    recording,
    component,
    url,
    statefulSet,
    pod,
    claim,
    keys: pod.initContainers[0],
    server: pod.containers[0],
  };
}

/** The environment variables of a container by name; for a field reference, the path of the field. */
function environment(container: {
  env: { name: string; value?: string; valueFrom?: { fieldRef: { fieldPath: string } } }[];
}) {
  return Object.fromEntries(
    container.env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.fieldRef.fieldPath]),
  );
}

describe('the keys of a cryptoserver', () => {
  it('are in one claim that all replicas mount; no replica has another claim', async () => {
    const { claim, statefulSet, pod, keys, server } = await make();
    assert.equal(claim.inputs.metadata.name, 'cryptodata');
    assert.deepEqual(claim.inputs.spec, {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'standard',
      volumeMode: 'Filesystem',
      resources: { requests: { storage: '1Gi' } },
    });
    assert.equal(statefulSet.inputs.spec.volumeClaimTemplates, undefined);
    const volume = pod.volumes.find((one: { name: string }) => one.name === 'sharedkeys');
    assert.deepEqual(volume.persistentVolumeClaim, { claimName: 'cryptodata' });
    const mount = { name: 'sharedkeys', mountPath: '/sharedkeys' };
    assert.deepEqual(keys.volumeMounts[0], mount);
    assert.deepEqual(server.volumeMounts[0], { ...mount, readOnly: true });
    for (const container of [keys, server]) {
      assert.equal(environment(container).DATA_PATH, '/sharedkeys');
    }
  });

  it('exist before a server starts: an init container makes them or waits for them', async () => {
    const { pod, keys, server } = await make();
    assert.deepEqual([pod.initContainers.length, pod.containers.length], [1, 1]);
    assert.deepEqual(keys.command, [
      '/bin/sh',
      '-c',
      'SCRIPT',
      'keys',
      'prepare',
      'node',
      '/app/fileserver/src/main.js',
      'create',
    ]);
    assert.deepEqual(server.command, [
      '/bin/sh',
      '-c',
      'SCRIPT',
      'keys',
      'serve',
      'node',
      '/app/fileserver/src/main.js',
    ]);
    assert.deepEqual([keys.image, server.image], [image, image]);
  });

  it('are made by the published image with its own commands and environment', async () => {
    const { keys, server } = await make({ imageKind: 'published' });
    assert.deepEqual(keys.command.slice(4), ['prepare', 'dotnet', 'FileServer.dll', 'create']);
    assert.deepEqual(server.command.slice(4), ['serve', 'dotnet', 'FileServer.dll']);
    assert.equal(environment(server).DOTNET_EnableDiagnostics, '0');
    assert.equal(environment(keys).KEYS_SECONDS, undefined);
  });

  it('are made by other commands when these are given', async () => {
    const { keys, server } = await make({ createCommand: ['make', 'keys'], serveCommand: ['serve'] });
    assert.deepEqual(keys.command.slice(5), ['make', 'keys']);
    assert.deepEqual(server.command.slice(5), ['serve']);
  });

  it('survive a change that would replace the claim', async () => {
    const { claim, recording } = await make();
    const { retainOnDelete, deleteBeforeReplace } = recording.optionsOf(claim);
    assert.deepEqual([retainOnDelete, deleteBeforeReplace], [true, false]);
    assert.equal(claim.inputs.metadata.annotations['pulumi.com/skipAwait'], 'true');
  });

  it('depend on the name of the replica, the port and the time to make them', async () => {
    const { keys, server } = await make({ keysSeconds: 7 });
    const shared = { DATA_PATH: '/sharedkeys', PORT: '80', POD_NAME: 'metadata.name', KEYS_SECONDS: '7' };
    assert.deepEqual(environment(server), shared);
    assert.deepEqual(environment(keys), { ...shared, CREATE_SECONDS: '307', MINIMUM_KEYS: '5' });
  });

  it('have the time and the number that are set, which the time of our image does not shorten', async () => {
    const limits = { createSeconds: 20, minimumKeys: 2, keysSeconds: 30 };
    const ours = environment((await make(limits)).keys);
    assert.deepEqual([ours.CREATE_SECONDS, ours.MINIMUM_KEYS], ['50', '2']);
    const published = environment((await make({ ...limits, imageKind: 'published' })).keys);
    assert.equal(published.CREATE_SECONDS, '20');
  });

  it('are no others than those of a given digest, which both containers know', async () => {
    const keysDigest = 'a'.repeat(64);
    const { keys, server } = await make({ keysDigest });
    for (const one of [keys, server]) assert.equal(environment(one).KEYS_DIGEST, keysDigest);
    await assert.rejects(make({ keysDigest: 'A' }), /keysDigest is "A": it must be a SHA-256 digest of 64/);
  });

  it('come from a script in which Kubernetes expands nothing', () => {
    // In a command, Kubernetes replaces "$$" by "$", and "$(NAME)" by an environment variable.
    assert.doesNotMatch(cryptoserverScript(), /\$\$|\$\([A-Za-z_][-.\w]*\)/);
  });
});

describe('the replicas of a cryptoserver', () => {
  for (const [replicas, args, serving] of [
    [3, {}, 2],
    [5, { replicas: 5 }, 2],
    [2, { replicas: 2 }, 1],
  ] as const) {
    it(`are ${replicas} with ${JSON.stringify(args)}, of which evictions leave ${serving}`, async () => {
      const { statefulSet, recording } = await make(args);
      assert.equal(statefulSet.inputs.spec.replicas, replicas);
      const budget = recording.one('kubernetes:policy/v1:PodDisruptionBudget').inputs.spec;
      assert.equal(budget.minAvailable, serving);
      assert.deepEqual(budget.selector, statefulSet.inputs.spec.selector);
    });
  }

  for (const replicas of [1, 0, 2.5]) {
    it(`cannot be ${replicas}`, async () => {
      await assert.rejects(make({ replicas }), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(
          error.message,
          `cryptoserver: replicas is ${replicas}: it must be a whole number from 2 to 100, since 2 replicas must serve at all times`,
        );
        return true;
      });
    });
  }

  it('start in parallel, are replaced one by one, and have stable names', async () => {
    const { spec, metadata } = (await make()).statefulSet.inputs;
    assert.equal(metadata.name, 'cryptoserver');
    assert.equal(spec.serviceName, 'cryptoserver');
    assert.equal(spec.podManagementPolicy, 'Parallel');
    assert.deepEqual(spec.updateStrategy, { type: 'RollingUpdate' });
  });

  it('are selected by the labels of their pods', async () => {
    const { statefulSet, recording } = await make();
    const selector = statefulSet.inputs.spec.selector.matchLabels as Record<string, string>;
    const { labels } = statefulSet.inputs.spec.template.metadata;
    assert.ok(Object.keys(selector).length > 0);
    for (const [key, value] of Object.entries(selector)) assert.equal(labels[key], value);
    for (const service of recording.all('kubernetes:core/v1:Service')) {
      assert.deepEqual(service.inputs.spec.selector, selector);
    }
  });

  it('follow the Pod Security Standard restricted, also on the privileged port 80', async () => {
    const { pod, server } = await make();
    assertRestricted(pod);
    assert.deepEqual(server.ports, [{ name: 'web', containerPort: 80, protocol: 'TCP' }]);
    assert.deepEqual(pod.securityContext.sysctls, [
      { name: 'net.ipv4.ip_unprivileged_port_start', value: '0' },
    ]);
    assert.equal(pod.enableServiceLinks, false);
  });

  it('can write only to the shared volume and a small /tmp', async () => {
    const { pod, server } = await make();
    assert.deepEqual(
      pod.volumes.map((volume: { name: string }) => volume.name),
      ['sharedkeys', 'tmp'],
    );
    assert.ok(pod.volumes[1].emptyDir.sizeLimit);
    assert.equal(server.volumeMounts[1].mountPath, '/tmp');
  });

  it('are ready when they serve the keys, and are restarted only long after they have stopped answering', async () => {
    const { startupProbe, readinessProbe, livenessProbe } = (await make()).server;
    assert.deepEqual(startupProbe.httpGet, { path: '/keys', port: 'web' });
    assert.deepEqual(readinessProbe.httpGet, { path: '/keys', port: 'web' });
    assert.deepEqual(livenessProbe.httpGet, { path: '/', port: 'web' });
    const patience = (probe: { periodSeconds: number; failureThreshold: number }) =>
      probe.periodSeconds * probe.failureThreshold;
    assert.ok(patience(readinessProbe) <= 5);
    assert.ok(patience(livenessProbe) >= 5 * patience(readinessProbe));
  });

  it('keep serving while their endpoint is removed, and then have time to drain', async () => {
    const { pod, server } = await make();
    assert.deepEqual(server.lifecycle.preStop, { sleep: { seconds: 3 } });
    assert.ok(pod.terminationGracePeriodSeconds > 2 * 3);
  });

  it('run on one node with a ReadWriteOnce volume, and spread over nodes with a ReadWriteMany volume', async () => {
    const { pod: once } = await make();
    const [term] = once.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    assert.equal(term.topologyKey, 'kubernetes.io/hostname');
    assert.equal(once.topologySpreadConstraints, undefined);

    const { pod: many, claim } = await make({ accessMode: 'ReadWriteMany' });
    assert.deepEqual(claim.inputs.spec.accessModes, ['ReadWriteMany']);
    assert.equal(many.affinity, undefined);
    assert.equal(many.topologySpreadConstraints[0].whenUnsatisfiable, 'ScheduleAnyway');
  });
});

describe('the services of a cryptoserver', () => {
  it('are a headless service for the names of the pods, and a NodePort service for all replicas', async () => {
    const { recording } = await make();
    const headless = recording.one('kubernetes:core/v1:Service', 'cryptoserver-headless').inputs;
    assert.deepEqual([headless.metadata.name, headless.spec.clusterIP], ['cryptoserver', 'None']);
    const web = recording.one('kubernetes:core/v1:Service', 'cryptoserver-web').inputs;
    assert.deepEqual([web.metadata.name, web.spec.type], ['cryptoserver-web', 'NodePort']);
    assert.deepEqual(web.spec.ports, [{ name: 'web', port: 80, targetPort: 'web', protocol: 'TCP' }]);
  });

  it('are not awaited, since the StatefulSet behind them is', async () => {
    const { recording, statefulSet } = await make();
    for (const service of recording.all('kubernetes:core/v1:Service')) {
      assert.equal(service.inputs.metadata.annotations['pulumi.com/skipAwait'], 'true');
    }
    assert.equal(statefulSet.inputs.metadata.annotations, undefined);
  });

  for (const [args, url] of [
    [{}, `http://127.0.0.1:${pickedNodePort}`],
    [{ nodePort: 30080, nodeAddress: 'node.example' }, 'http://node.example:30080'],
    [{ nodeAddress: '::1' }, `http://[::1]:${pickedNodePort}`],
  ] as const) {
    it(`are reached at ${url} with ${JSON.stringify(args)}`, async () => {
      assert.equal((await make(args)).url, url);
    });
  }
});

describe('a cryptoserver', () => {
  it('has all its resources in the given namespace, as children of one component', async () => {
    const { recording, component } = await make();
    // Without the NetworkPolicies: their component has a test of its own.
    const children = recording.resources.filter(({ type }) => /^kubernetes:(?!networking)/.test(type));
    assert.equal(children.length, 5);
    for (const child of children) {
      assert.equal(child.inputs.metadata.namespace, 'logaiter', child.name);
      assert.equal(child.inputs.metadata.labels['app.kubernetes.io/part-of'], 'shared-keys', child.name);
      assert.equal(recording.optionsOf(child).parent, component, child.name);
      assert.ok(child.name.startsWith('cryptoserver-'), child.name);
    }
  });

  it('exports the names of its resources', async () => {
    const { component } = await make();
    const { namespace, statefulSet, service, webService, claim, replicas } = component;
    const outputs = pulumi.output({
      namespace,
      statefulSet,
      service,
      webService,
      claim,
      image: component.image,
      replicas,
    });
    assert.deepEqual(await valueOf(outputs), {
      namespace: 'logaiter',
      statefulSet: 'cryptoserver',
      service: 'cryptoserver',
      webService: 'cryptoserver-web',
      claim: 'cryptodata',
      image,
      replicas: 3,
    });
  });
});
