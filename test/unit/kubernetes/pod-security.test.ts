import assert from 'node:assert/strict';

import { hardenedContainer, hardenedPod } from '../../../components/kubernetes/pod-security';
import { assertRestricted } from '../../support/unit/restricted';
import type { CheckedPod } from '../../support/unit/restricted';

function pod(container: object, lowPorts = false): CheckedPod {
  const plain = {
    name: 'web',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    resources: { requests: {}, limits: {} },
  };
  return { ...hardenedPod({ lowPorts }), containers: [{ ...plain, ...container }] } as unknown as CheckedPod;
}

describe('pod hardening', () => {
  it('keeps every rule of the restricted level', () => {
    assertRestricted(pod({ securityContext: hardenedContainer() }));
  });

  it('lets an unprivileged user take port 80 by a sysctl that is safe', () => {
    const { securityContext } = hardenedPod({ lowPorts: true });
    assert.deepEqual(securityContext.sysctls, [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }]);
    assertRestricted(pod({ securityContext: hardenedContainer() }, true));
  });

  it('sets no sysctl for a pod that does not ask for low ports', () => {
    assert.equal(hardenedPod().securityContext.sysctls, undefined);
  });

  it('gives volumes to the group of the user, without walking them at every start', () => {
    const { securityContext } = hardenedPod();
    assert.equal(securityContext.fsGroup, securityContext.runAsGroup);
    assert.equal(securityContext.fsGroupChangePolicy, 'OnRootMismatch');
  });

  for (const field of ['allowPrivilegeEscalation', 'readOnlyRootFilesystem', 'capabilities']) {
    it(`is refused by its check when a container lacks ${field}`, () => {
      const weakened = { ...hardenedContainer(), [field]: undefined };
      assert.throws(() => {
        assertRestricted(pod({ securityContext: weakened }));
      }, assert.AssertionError);
    });
  }
});
