import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { container } from '../../../components/kubernetes/container';
import { environmentList, podName } from '../../../components/kubernetes/environment';
import { hardenedPod } from '../../../components/kubernetes/pod-security';
import { httpGet, probes } from '../../../components/kubernetes/probes';
import type { PodSpec } from '../../support/kubernetes';
import { assertRestricted } from '../../support/restricted';

const resources = { cpu: '25m', memory: '48Mi', memoryLimit: '96Mi' };

describe('a container', () => {
  it('is hardened, has resource limits, and has its logs as termination message, with any arguments', () => {
    const made = container({ name: 'web', image: 'a.example/web:1', resources });
    assert.deepEqual(made, {
      name: 'web',
      image: 'a.example/web:1',
      resources: {
        requests: { cpu: '25m', memory: '48Mi', 'ephemeral-storage': '32Mi' },
        limits: { cpu: '1', memory: '96Mi', 'ephemeral-storage': '256Mi' },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      terminationMessagePolicy: 'FallbackToLogsOnError',
    });
    assertRestricted({ ...hardenedPod(), containers: [made] } as unknown as PodSpec);
  });

  it('keeps serving for the given seconds before it stops', () => {
    const { lifecycle } = container({ name: 'web', image: 'a.example/web:1', resources, stopsAfter: 3 });
    assert.deepEqual(lifecycle, { preStop: { sleep: { seconds: 3 } } });
  });

  it('has its environment variables in the given order, without unset ones', () => {
    const later = pulumi.output('later');
    const list = environmentList({
      Z: 'z',
      NAME: podName,
      NONE: undefined,
      LATER: later,
    });
    assert.deepEqual(
      list.map(({ name }) => name),
      ['Z', 'NAME', 'LATER'],
    );
    assert.deepEqual(list.slice(0, 2), [
      { name: 'Z', value: 'z' },
      { name: 'NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ]);
    assert.equal(list[2]?.value, later);
  });
});

describe('the probes of a container', () => {
  const asked = httpGet('/readyz', 'http');

  it('remove it from the endpoints within seconds, and restart it only after a minute', () => {
    const { startupProbe, readinessProbe, livenessProbe } = probes({
      started: asked,
      ready: asked,
      alive: httpGet('/healthz', 'http'),
    });
    const shared = { httpGet: { path: '/readyz', port: 'http' }, timeoutSeconds: 2 };
    assert.deepEqual(startupProbe, { ...shared, periodSeconds: 1, failureThreshold: 60 });
    assert.deepEqual(readinessProbe, { ...shared, periodSeconds: 2, failureThreshold: 2 });
    assert.deepEqual(livenessProbe, {
      httpGet: { path: '/healthz', port: 'http' },
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 6,
    });
  });

  it('keep the fields that a probe sets', () => {
    const { startupProbe, readinessProbe } = probes({
      started: { ...asked, failureThreshold: 120 },
      ready: { ...asked, timeoutSeconds: 5, initialDelaySeconds: 4 },
      alive: asked,
    });
    assert.ok(typeof startupProbe === 'object' && typeof readinessProbe === 'object');
    assert.deepEqual(startupProbe, { ...asked, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 120 });
    assert.deepEqual(readinessProbe, {
      ...asked,
      periodSeconds: 2,
      timeoutSeconds: 5,
      failureThreshold: 2,
      initialDelaySeconds: 4,
    });
  });
});
