import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import type { TokensArgs } from '../../../components/tokens/tokens';
import { pickedNodePort, valueOf } from '../../support/unit/recording';
import { assertRestricted } from '../../support/restricted';
import { images, makeTokens, roles } from './make-tokens';

const ports = { creator: 8000, verifier: 5000 } as const;

describe('the pods of the tokens', () => {
  it('are two creators and three verifiers, with the names in the source document', async () => {
    const { deployment } = await makeTokens();
    for (const [role, replicas] of [
      ['creator', 2],
      ['verifier', 3],
    ] as const) {
      const { metadata, spec } = deployment(role).inputs;
      assert.deepEqual([metadata.name, metadata.namespace, spec.replicas], [role, 'tokens', replicas]);
    }
  });

  it('are as many as the arguments say', async () => {
    const { deployment, recording } = await makeTokens({ creatorReplicas: 1, verifierReplicas: 5 });
    assert.equal(deployment('creator').inputs.spec.replicas, 1);
    assert.equal(deployment('verifier').inputs.spec.replicas, 5);
    // With one replica, a budget has no effect.
    const budgets = recording.all('kubernetes:policy/v1:PodDisruptionBudget');
    assert.deepEqual(
      budgets.map(({ inputs }) => inputs.metadata.name),
      ['verifier'],
    );
  });

  it('have disruption budgets: only one of each kind is evicted at a time', async () => {
    const { deployment, recording } = await makeTokens();
    for (const role of roles) {
      const budget = recording.one(
        'kubernetes:policy/v1:PodDisruptionBudget',
        `tokens-${role}-budget`,
      ).inputs;
      assert.equal(budget.spec.maxUnavailable, 1);
      assert.deepEqual(budget.spec.selector, deployment(role).inputs.spec.selector);
    }
  });

  it('hash the key before the program starts, into an in-memory volume that the program mounts read-only', async () => {
    const { pod } = await makeTokens();
    for (const role of roles) {
      const { initContainers, containers, volumes } = pod(role);
      assert.deepEqual([initContainers.length, containers.length], [1, 1]);
      assert.equal(initContainers[0].image, images.keycreatorImage);
      assert.deepEqual(initContainers[0].volumeMounts[0], { name: 'keys', mountPath: '/keys' });
      assert.equal(containers[0].image, images[`${role}Image`]);
      assert.deepEqual(containers[0].volumeMounts, [{ name: 'keys', mountPath: '/keys', readOnly: true }]);
      assert.deepEqual(volumes[0], { name: 'keys', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    }
  });

  it('give the keys to keycreator alone, as files of Secrets that its group can read, and never as variables', async () => {
    const { pod } = await makeTokens({ keyGeneration: 2 });
    for (const [role, names] of [
      ['creator', ['current']],
      ['verifier', ['current', 'previous']],
    ] as const) {
      const { initContainers, containers, volumes } = pod(role);
      const [made, ...secrets] = initContainers[0].volumeMounts;
      assert.equal(made.name, 'keys');
      const expected = names.map((name) => ({
        name: `signing-key-${name}`,
        mountPath: `/run/secrets/tokens-${name}`,
        readOnly: true,
      }));
      assert.deepEqual(secrets, expected);
      const modes = volumes
        .slice(1)
        .map((volume: { secret: { defaultMode: number } }) => volume.secret.defaultMode);
      assert.deepEqual(
        modes,
        names.map(() => 0o440),
      );
      for (const { name, env } of [...initContainers, ...containers])
        assert.ok(!JSON.stringify(env).includes('valueFrom'), name);
    }
  });

  it('follow the Pod Security Standard restricted', async () => {
    const { pod } = await makeTokens();
    for (const role of roles) {
      assertRestricted(pod(role));
      assert.equal(pod(role).enableServiceLinks, false);
    }
  });

  it('are selected by labels that distinguish the two kinds', async () => {
    const { deployment, recording } = await makeTokens();
    const selectors = roles.map((role) => {
      const { selector, template } = deployment(role).inputs.spec;
      const labels = selector.matchLabels as Record<string, string>;
      for (const [key, value] of Object.entries(labels)) assert.equal(template.metadata.labels[key], value);
      const service = recording.one('kubernetes:core/v1:Service', `tokens-${role}-service`);
      assert.deepEqual(service.inputs.spec.selector, labels);
      assert.equal(labels['app.kubernetes.io/name'], 'tokens');
      return labels;
    });
    assert.notDeepEqual(selectors[0], selectors[1]);
  });

  it('get the issuer, the longest lifetime and their port', async () => {
    const { pod } = await makeTokens({ issuer: 'https://me.example', maxTtl: 60 });
    const environment = (role: string) =>
      Object.fromEntries(
        pod(role).containers[0].env.map(({ name, value }: { name: string; value: string }) => [name, value]),
      );
    assert.deepEqual(environment('creator'), { PORT: '8000', ISSUER: 'https://me.example', MAX_TTL: '60' });
    assert.deepEqual(environment('verifier'), { PORT: '5000', ISSUER: 'https://me.example', MAX_TTL: '60' });
  });

  it('are ready when they answer, and are restarted only long after they have stopped answering', async () => {
    const { pod } = await makeTokens();
    for (const role of roles) {
      const { startupProbe, readinessProbe, livenessProbe } = pod(role).containers[0];
      assert.deepEqual(startupProbe.httpGet, { path: '/readyz', port: 'http' });
      assert.deepEqual(readinessProbe.httpGet, { path: '/readyz', port: 'http' });
      assert.deepEqual(livenessProbe.httpGet, { path: '/healthz', port: 'http' });
      const patience = (probe: { periodSeconds: number; failureThreshold: number }) =>
        probe.periodSeconds * probe.failureThreshold;
      assert.ok(patience(readinessProbe) <= 5);
      assert.ok(patience(livenessProbe) >= 5 * patience(readinessProbe));
    }
  });

  it('are replaced without a moment with fewer pods, and stop only when they get no more requests', async () => {
    const { deployment, pod } = await makeTokens();
    for (const role of roles) {
      assert.equal(deployment(role).inputs.spec.strategy.rollingUpdate.maxUnavailable, 0);
      const { seconds } = pod(role).containers[0].lifecycle.preStop.sleep;
      assert.ok(seconds >= 2);
      assert.ok(pod(role).terminationGracePeriodSeconds - seconds >= 15);
    }
  });

  it('make tokens with a new key only after every verifier has it: by order, and after old verifiers have stopped', async () => {
    const { component, recording, pod } = await makeTokens();
    const creator = recording.optionsOf({
      type: 'shared-keys:index:TokensWorkload',
      name: 'tokens-creator',
      inputs: {},
      provider: '',
    });
    assert.ok((creator.dependsOn as readonly unknown[]).includes(component.verifier));
    const verifierEnds = pod('verifier').containers[0].lifecycle.preStop.sleep.seconds;
    assert.ok(pod('creator').containers[0].readinessProbe.initialDelaySeconds > verifierEnds);
  });
});

describe('the services of the tokens', () => {
  it('are one NodePort service for each kind, on the ports in the source document', async () => {
    const { recording } = await makeTokens();
    for (const role of roles) {
      const { metadata, spec } = recording.one('kubernetes:core/v1:Service', `tokens-${role}-service`).inputs;
      assert.deepEqual([metadata.name, spec.type], [role, 'NodePort']);
      assert.deepEqual(spec.ports, [
        { name: 'http', port: ports[role], targetPort: 'http', protocol: 'TCP' },
      ]);
      assert.equal(metadata.annotations['pulumi.com/skipAwait'], 'true');
    }
  });

  const cases: [Partial<TokensArgs>, string[]][] = [
    [{}, [`http://127.0.0.1:${pickedNodePort}`, `http://127.0.0.1:${pickedNodePort}`]],
    [
      { creatorNodePort: 30080, verifierNodePort: 30050, nodeAddress: 'node.example' },
      ['http://node.example:30080', 'http://node.example:30050'],
    ],
    [{ nodeAddress: '::1' }, [`http://[::1]:${pickedNodePort}`, `http://[::1]:${pickedNodePort}`]],
  ];
  for (const [args, expected] of cases) {
    it(`are reached at ${expected.join(' and ')} with ${JSON.stringify(args)}`, async () => {
      assert.deepEqual((await makeTokens(args)).urls, expected);
    });
  }
});

describe('the tokens', () => {
  const wrong: [Partial<TokensArgs>, string][] = [
    [{ creatorReplicas: 0 }, 'creatorReplicas is 0: it must be a whole number from 1 to 100'],
    [{ verifierReplicas: 2.5 }, 'verifierReplicas is 2.5: it must be a whole number from 1 to 100'],
    [{ keyGeneration: 0 }, 'keyGeneration is 0: it must be a whole number from 1 to 1000000'],
    [{ keyGeneration: Number.NaN }, 'keyGeneration is NaN: it must be a whole number from 1 to 1000000'],
    [{ maxTtl: 0 }, 'maxTtl is 0: it must be a whole number of seconds from 1 to 2592000'],
    [
      { issuer: 'a b' },
      'issuer is "a b": it must be a name or a URL of at most 128 letters, digits and -._~:/',
    ],
    [{ creatorNodePort: 80 }, 'creatorNodePort is 80: it must be a whole number from 30000 to 32767'],
    [
      { keyGeneration: 4, oldestGeneration: 5 },
      'oldestGeneration is 5: it must be at most 4, so that the verifiers know the key that signs',
    ],
    [{ maxTtl: 2592001 }, 'maxTtl is 2592001: it must be a whole number of seconds from 1 to 2592000'],
  ];
  for (const [args, message] of wrong) {
    it(`are refused when ${message}`, async () => {
      await assert.rejects(makeTokens(args), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(error.message, `tokens: ${message}`);
        return true;
      });
    });
  }

  it('have all their resources in the given namespace', async () => {
    const { recording } = await makeTokens({ namespace: 'elsewhere' });
    const children = recording.resources.filter(({ type }) => type.startsWith('kubernetes:'));
    assert.equal(children.length, 10);
    for (const child of children) {
      assert.equal(child.inputs.metadata.namespace, 'elsewhere', child.name);
      assert.equal(child.inputs.metadata.labels['app.kubernetes.io/part-of'], 'shared-keys', child.name);
      assert.ok(child.name.startsWith('tokens-'), child.name);
    }
  });

  it('export the names of their resources', async () => {
    const { component } = await makeTokens({ keyGeneration: 4 });
    const { creator, verifier, namespace, keyGeneration } = component;
    const outputs = pulumi.output({
      namespace,
      keyGeneration,
      names: [creator.deployment, creator.service, verifier.deployment, verifier.service],
      replicas: [creator.replicas, verifier.replicas],
    });
    assert.deepEqual(await valueOf(outputs), {
      namespace: 'tokens',
      keyGeneration: 4,
      names: ['creator', 'creator', 'verifier', 'verifier'],
      replicas: [2, 3],
    });
  });
});
