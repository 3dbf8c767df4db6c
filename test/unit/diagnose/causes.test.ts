import { strict as assert } from 'node:assert';

import { causesOf, type Findings } from '../../../diagnose/causes';
import type { Observed, Pod } from '../../../diagnose/objects';
import { container, crashed, event, pod } from './make-objects';

/** The causes of some findings, of which the others are well. */
function causes(found: Partial<Findings>): string[] {
  return causesOf({
    reasons: [],
    stoppedParts: [],
    nodes: [],
    objects: [],
    events: [],
    logOf: () => undefined,
    now: Date.parse('2026-01-01T00:01:13Z'),
    ...found,
  });
}
const one = (object: Observed, more: Partial<Findings> = {}): string[] =>
  causes({ objects: [object], ...more });

describe('The lines that matter most of a diagnosis', () => {
  it('are none when all is well', () => {
    const node = {
      kind: 'Node',
      metadata: { name: 'n', uid: 'n' },
      status: {
        conditions: [
          { type: 'Ready', status: 'True' },
          { type: 'DiskPressure', status: 'False' },
        ],
      },
    };
    const ready = pod('a', { containerStatuses: [container('server')] });
    const gone: Pod = { ...pod('b', {}), metadata: { ...pod('b', {}).metadata, deletionTimestamp: 'now' } };
    assert.deepEqual(causes({ nodes: [node], objects: [ready, gone] }), []);
  });

  it('tell the last line of a crash that sounds like a failure, not the back-off', () => {
    const said = 'Traceback (most recent call last):\n  File "x.py"\nKeyError: \'NO_SUCH\'\nbye\n';
    assert.deepEqual(one(pod('a', { containerStatuses: [crashed('backend', 1, said)] })), [
      "hotels/a: container backend ended with status 1: KeyError: 'NO_SUCH'",
    ]);
  });

  it('tell a crash from the log when the pod has no message of it', () => {
    const log = '2026-01-01T00:00:00.1Z {"level":"error","msg":"cannot open","error":"no such file"}';
    assert.deepEqual(one(pod('a', { containerStatuses: [crashed('api', 2)] }), { logOf: () => log }), [
      'hotels/a: container api ended with status 2: cannot open: no such file',
    ]);
  });

  it('tell that nothing gives a load balancer its address, before what has waited for it', () => {
    const balancer = (ingress: readonly object[]): Observed =>
      ({
        kind: 'Service',
        metadata: { name: 'api-search', namespace: 'search', uid: 's' },
        spec: { type: 'LoadBalancer' },
        status: { loadBalancer: { ingress } },
      }) as unknown as Observed;
    const reasons = ['search-balancer: timed out waiting for the condition'];
    const [first, ...others] = one(balancer([]), { reasons });
    assert.match(first!, /^Service search\/api-search has no address from a load balancer: .*NodePort/);
    assert.deepEqual(others, reasons);
    assert.deepEqual(one(balancer([{ ip: '1.2.3.4' }])), []);
  });

  it('tell that memory ran out', () => {
    const [line] = one(pod('a', { containerStatuses: [crashed('api', 137, 'started', 'OOMKilled')] }));
    assert.equal(line, 'hotels/a: container api ended with status 137 (out of memory: OOMKilled): started');
  });

  it('tell the probe of a container that was killed by it', () => {
    const killed = pod('a', { containerStatuses: [crashed('api', 137, 'listening')] });
    const events = [event(killed, 'Unhealthy', 'Liveness probe failed: timeout')];
    assert.deepEqual(one(killed, { events }), [
      'hotels/a: container api ended with status 137: Liveness probe failed: timeout',
    ]);
  });

  it('tell why an image is not there, from the event while the container only backs off', () => {
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "r/x"' };
    const pulling = pod('a', { containerStatuses: [container('api', { ready: false, state: { waiting } })] });
    const events = [event(pulling, 'Failed', 'Failed to pull image "r/x": r/x: not found')];
    assert.deepEqual(one(pulling, { events }), [
      'hotels/a: container api cannot get its image: Failed to pull image "r/x": r/x: not found',
    ]);
  });

  it('tell the newest probe of a container that is not ready', () => {
    const unready = pod('a', { containerStatuses: [container('api', { ready: false })] });
    const events = [event(unready, 'Unhealthy', 'old', 1), event(unready, 'Unhealthy', 'statuscode: 503', 2)];
    assert.deepEqual(one(unready, { events }), ['hotels/a: container api is not ready: statuscode: 503']);
  });

  it('tell how long an init container has run, and what it says', () => {
    const waiting = { waiting: { reason: 'PodInitializing' } };
    const slow = pod('a', {
      phase: 'Pending',
      initContainerStatuses: [container('keys', { ready: false })],
      containerStatuses: [container('server', { ready: false, state: waiting })],
    });
    assert.deepEqual(one(slow, { logOf: () => 'keys: waiting for the first replica\n' }), [
      'hotels/a: container keys has run before the others for 73 s: keys: waiting for the first replica',
    ]);
  });

  it('tell why no node takes a pod, why a volume is not mounted, and why a pod was evicted', () => {
    const message = '0/1 nodes are available: 1 Insufficient cpu.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    const creating = container('api', { ready: false, state: { waiting: { reason: 'ContainerCreating' } } });
    const mounting = pod('b', { phase: 'Pending', containerStatuses: [creating] });
    const evicted = pod('c', { phase: 'Failed', reason: 'Evicted', message: 'The node was low on disk.' });
    assert.deepEqual(
      causes({
        objects: [pod('a', { phase: 'Pending', conditions }), mounting, evicted],
        events: [event(mounting, 'FailedMount', 'secret "x" not found')],
      }),
      [
        `hotels/a: cannot be scheduled: ${message}`,
        'hotels/b: cannot start: secret "x" not found',
        'hotels/c: Evicted: The node was low on disk.',
      ],
    );
  });

  it('tell why a ReplicaSet makes no pods, as long as it makes none', () => {
    const metadata = { name: 'r', namespace: 'hotels', uid: 'r' };
    const conditions = [{ type: 'ReplicaFailure', status: 'True' }];
    const set = { kind: 'ReplicaSet', metadata, status: { conditions } };
    const events = [event(set, 'FailedCreate', 'violates PodSecurity')];
    assert.deepEqual(one(set, { events }), [
      'ReplicaSet hotels/r cannot make its pods: violates PodSecurity',
    ]);
    assert.deepEqual(one({ ...set, status: {} }, { events }), []);
  });

  it('are one for all replicas that fail alike', () => {
    const objects = [0, 1, 2].map((number) =>
      pod(`keys-${number}`, {
        containerStatuses: [crashed('server', 1, `keys-${number} failed at ${number}`)],
      }),
    );
    assert.deepEqual(causes({ objects }), [
      'hotels/keys-0 (and 2 more): container server ended with status 1: keys-0 failed at 0',
    ]);
  });

  it('begin with what the stack stands on and what was refused; what only waited in vain comes last', () => {
    const waited = 'Deployment hotels: timed out waiting for the condition';
    const refused = 'Service "hotels" is invalid: provided port is already allocated';
    const broken = pod('a', { containerStatuses: [crashed('api', 1, 'failed')] });
    const node = {
      kind: 'Node',
      metadata: { name: 'n', uid: 'n' },
      status: { conditions: [{ type: 'DiskPressure', status: 'True', message: 'disk full' }] },
    };
    assert.deepEqual(causes({ reasons: [waited, refused], objects: [broken] }), [
      refused,
      'hotels/a: container api ended with status 1: failed',
      waited,
    ]);
    const found = {
      reasons: [waited, refused],
      objects: [broken],
      nodes: [node],
      stoppedParts: ['registry'],
    };
    assert.deepEqual(causes(found), [
      'parts of the local cluster do not run: registry',
      refused,
      'node n has DiskPressure: disk full',
    ]);
  });

  it('are lines: a long message is cut in its middle, and one of Pulumi names the resource by its name', () => {
    const urn =
      'urn:pulumi:dev::shared-keys::shared-keys:index:Hotels$kubernetes:core/v1:Service::hotels-web';
    const reasons = [`resource "${urn}" was not made\n  ${'x'.repeat(500)} port is taken`, 'update failed'];
    const [line = '', ...more] = causes({ reasons });
    assert.match(line, /^hotels-web was not made · x+…x+ port is taken$/);
    assert.deepEqual([line.length, more], [300, []]);
  });

  it('leave out what Pulumi puts around a reason, and what only followed from it', () => {
    const server =
      'the Kubernetes API server reported that "hotels/hotels" failed to fully initialize or become live';
    const invalid = 'Service "hotels" is invalid: provided port is already allocated';
    const reasons = [
      'failed to run policy: context canceled',
      `Preview failed: 1 error occurred:\n\t* ${server}: ${invalid}\n`,
    ];
    assert.deepEqual(causes({ reasons }), [`hotels/hotels: ${invalid}`]);
  });

  it('leave out what kubelet and its runtime put around the reason of an image', () => {
    const message =
      'Back-off pulling image "r/x": ErrImagePull: rpc error: code = NotFound desc = r/x: not found';
    const waiting = { reason: 'ImagePullBackOff', message };
    const pulling = pod('a', { containerStatuses: [container('api', { ready: false, state: { waiting } })] });
    assert.deepEqual(one(pulling), ['hotels/a: container api cannot get its image: r/x: not found']);
  });

  it('do not tell of a pod that came back, but for what it has now', () => {
    const back = container('api', {
      restartCount: 3,
      lastState: { terminated: { exitCode: 1, message: 'failed' } },
    });
    assert.deepEqual(one(pod('a', { containerStatuses: [back] })), []);
  });
});
