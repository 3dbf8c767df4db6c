import assert from 'node:assert/strict';

import { hardenedContainer, hardenedPod } from '../../../components/kubernetes/pod-security';
import type { PodSpec } from '../../support/kubernetes';
import { assertRestricted } from '../../support/restricted';

function pod(container: object, lowPorts = false): PodSpec {
  const plain = {
    name: 'web',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: {}, limits: {} },
  };
  return { ...hardenedPod({ lowPorts }), containers: [{ ...plain, ...container }] } as unknown as PodSpec;
}

describe('pod hardening', () => {
  it('follows the Pod Security Standard restricted', () => {
    assertRestricted(pod({ securityContext: hardenedContainer() }));
  });

  it('lets an unprivileged user listen on port 80, by a safe sysctl', () => {
    const { securityContext } = hardenedPod({ lowPorts: true });
    assert.deepEqual(securityContext.sysctls, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]);
    assertRestricted(pod({ securityContext: hardenedContainer() }, true));
  });

  it('sets no sysctl for a pod without privileged ports', () => {
    assert.equal(hardenedPod().securityContext.sysctls, undefined);
  });

  it('gives volumes to the group of the user, without changing all files at every start', () => {
    const { securityContext } = hardenedPod();
    assert.equal(securityContext.fsGroup, securityContext.runAsGroup);
    assert.equal(securityContext.fsGroupChangePolicy, 'OnRootMismatch');
  });

  /** Changes to a container that violate a rule. */
  const weakContainers: Readonly<Record<string, object>> = {
    allowPrivilegeEscalation: { allowPrivilegeEscalation: undefined },
    readOnlyRootFilesystem: { readOnlyRootFilesystem: undefined },
    'capabilities that stay': { capabilities: undefined },
    'a capability added': { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
    privileged: { privileged: true },
    runAsUser: { runAsUser: 0 },
    runAsGroup: { runAsGroup: 0 },
    runAsNonRoot: { runAsNonRoot: false },
    seccompProfile: { seccompProfile: { type: 'Unconfined' } },
    appArmorProfile: { appArmorProfile: { type: 'Unconfined' } },
    procMount: { procMount: 'Unmasked' },
  };
  for (const [what, change] of Object.entries(weakContainers)) {
    it(`is refused by its check when the security context of a container is wrong: ${what}`, () => {
      refused(pod({ securityContext: { ...hardenedContainer(), ...change } }));
    });
  }

  const securityContext = hardenedContainer();
  const sound = { securityContext };
  /** Changes to a pod that violate a rule, by description. */
  const weakPods: Readonly<Record<string, PodSpec>> = {
    'a port of the host': pod({ ...sound, ports: [{ containerPort: 80, hostPort: 80 }] }),
    'a probe of another host': pod({
      ...sound,
      readinessProbe: { httpGet: { port: 80, host: '192.0.2.1' } },
    }),
    'no limits': pod({ ...sound, resources: { requests: {} } }),
    'another termination message': pod({ ...sound, terminationMessagePolicy: 'File' }),
    'the network of the host': { ...pod(sound), hostNetwork: true },
    'a token of the API': { ...pod(sound), automountServiceAccountToken: true },
    'a projected token of the API': {
      ...pod(sound),
      volumes: [{ name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
    },
    'a folder of the host': { ...pod(sound), volumes: [{ name: 'host', hostPath: { path: '/' } }] },
    'a weak init container': {
      ...pod(sound),
      initContainers: pod({ securityContext: { ...securityContext, runAsUser: 0 } }).containers,
    },
    'an AppArmor profile': {
      ...pod(sound),
      securityContext: { ...pod(sound).securityContext, appArmorProfile: { type: 'Unconfined' } },
    },
    'a user who is root': {
      ...pod(sound),
      securityContext: { ...pod(sound).securityContext, runAsUser: 0 },
    },
  };
  for (const [what, weak] of Object.entries(weakPods)) {
    it(`is refused by its check when the pod has ${what}`, () => {
      refused(weak);
    });
  }
});

function refused(weak: PodSpec): void {
  assert.throws(() => {
    assertRestricted(weak);
  }, assert.AssertionError);
}
