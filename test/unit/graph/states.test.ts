import assert from 'node:assert/strict';

import type { ContainerStatus } from '../../../diagnose/objects';
import { buildModel } from '../../../graph/build';
import type { GraphModel, ResourcePart, WorkloadPart } from '../../../graph/model';
import { stable } from '../../../graph/naming';
import type { DrawnObject, Pod } from '../../../graph/objects';
import {
  claim,
  deployment,
  ended,
  pod,
  podSpec,
  running,
  service,
  settings,
  waiting,
  wholeStack,
} from './make-objects';

function model(live: readonly DrawnObject[], gone: readonly DrawnObject[] = []): GraphModel {
  return buildModel({ live, gone }, stable);
}

function workloadOf({ systems }: GraphModel): WorkloadPart {
  return systems[0]!.workloads[0]!;
}

/** The state of a pod and of its containers, in the colour and in words. */
function podOf(status: Partial<Pod['status']>, deletionTimestamp?: string): readonly string[] {
  const more = deletionTimestamp === undefined ? {} : { deletionTimestamp };
  const [part] = workloadOf(
    model([deployment('till', 1), pod('till', 'a', status, podSpec(), { ...more, ...ownedBy('till') })]),
  ).pods;
  return [part!, ...part!.containers].map(({ state, says }) => `${state}: ${says}`);
}

function ownedBy(name: string) {
  return { ownerReferences: [{ kind: 'ReplicaSet', name: `${name}-5d9c` }] };
}

/** A resource of a stack by its id. */
function resource({ systems }: GraphModel, id: string): ResourcePart | undefined {
  return systems.flatMap(({ resources }) => resources).find((one) => one.id === id);
}

describe('A pod in the picture', () => {
  const pending = (init: ContainerStatus): Partial<Pod['status']> => ({
    phase: 'Pending',
    initContainerStatuses: [init],
    containerStatuses: [waiting('sell', 'PodInitializing')],
  });
  for (const [what, status, shown] of [
    ['is ready', {}, ['ready: ready', 'ready: done', 'ready: ready']],
    [
      'runs its init container',
      pending(running('fill', false)),
      ['starting: initializing', 'starting: running', 'starting: waiting'],
    ],
    [
      'does not pass its probe yet',
      { containerStatuses: [running('sell', false)] },
      ['starting: running', 'ready: done', 'starting: not ready'],
    ],
    [
      'is not scheduled yet',
      { phase: 'Pending' },
      ['starting: pending', 'starting: waiting', 'starting: waiting'],
    ],
    [
      'crashes',
      { containerStatuses: [waiting('sell', 'CrashLoopBackOff')] },
      ['broken: CrashLoopBackOff', 'ready: done', 'broken: CrashLoopBackOff'],
    ],
    [
      'has just crashed',
      { containerStatuses: [ended('sell', 137, 'OOMKilled')] },
      ['broken: running', 'ready: done', 'broken: ended with 137 (OOMKilled)'],
    ],
    [
      'has a container that ended by itself, as no server should',
      { containerStatuses: [{ ...ended('sell'), ready: false }] },
      ['broken: running', 'ready: done', 'broken: ended with 0'],
    ],
    [
      'has an init container that fails',
      pending(ended('fill', 3, 'Error')),
      ['broken: pending', 'broken: ended with 3', 'starting: waiting'],
    ],
    [
      'has no image',
      pending(waiting('fill', 'ErrImagePull')),
      ['broken: ErrImagePull', 'broken: ErrImagePull', 'starting: waiting'],
    ],
  ] as const) {
    it(`that ${what} says so, with each container`, () => {
      assert.deepEqual(podOf(status), shown);
    });
  }

  it('that is being deleted is gone, though its containers still run', () => {
    assert.deepEqual(podOf({}, '2026-01-01T00:00:00Z'), ['gone: terminating', 'ready: done', 'ready: ready']);
  });
});

describe('A workload in the picture', () => {
  const state = (live: readonly DrawnObject[], gone: readonly DrawnObject[] = []): string => {
    const { state, says } = workloadOf(model(live, gone));
    return `${state}: ${says}`;
  };
  const crashing = { containerStatuses: [waiting('sell', 'CrashLoopBackOff')] };

  it('is ready when all its pods are, also while an earlier one ends', () => {
    const old = pod('till', 'b', {}, podSpec(), {
      deletionTimestamp: '2026-01-01T00:00:00Z',
      ...ownedBy('till'),
    });
    assert.equal(state([deployment('till', 1), pod('till', 'a'), old]), 'ready: 1 of 1 ready');
  });

  it('is starting while it has too few pods', () => {
    assert.equal(state([deployment('till', 2, 1), pod('till', 'a')]), 'starting: 1 of 2 ready');
  });

  it('is broken when a pod is, though others are ready', () => {
    const objects = [deployment('till', 2, 1), pod('till', 'a'), pod('till', 'b', crashing)];
    assert.equal(state(objects), 'broken: 1 of 2 ready');
  });

  it('is broken when the cluster refuses its pods', () => {
    const refused = {
      ...deployment('till', 1, 0),
      status: { conditions: [{ type: 'ReplicaFailure', status: 'True' }] },
    };
    assert.equal(state([refused]), 'broken: 0 of 1 ready, pods are refused');
  });

  it('is missing when the stack has it and the cluster does not, and so is its system', () => {
    const lost = model([], [deployment('till', 2)]);
    assert.deepEqual(
      [workloadOf(lost).state, workloadOf(lost).says, lost.systems[0]!.state, lost.systems[0]!.says],
      ['gone', 'missing', 'gone', '0 of 2 ready'],
    );
  });

  it('has no pods of another workload whose name begins with its own', () => {
    const objects = [deployment('till', 1), pod('till', 'a'), pod('till-two', 'b')];
    assert.equal(workloadOf(model(objects)).pods.length, 1);
  });
});

describe('What a workload uses', () => {
  const says = (found: ResourcePart | undefined): string | undefined =>
    found && `${found.state}: ${found.says}`;

  it('is missing when the cluster does not have it', () => {
    const objects = wholeStack().filter(({ kind }) => kind !== 'Secret' && kind !== 'PersistentVolumeClaim');
    const shown = model(objects);
    assert.equal(says(resource(shown, 'market/Secret/price')), 'gone: missing');
    assert.equal(says(resource(shown, 'market/PersistentVolumeClaim/stock')), 'gone: missing');
    assert.equal(says(resource(shown, 'market/ConfigMap/hours')), 'ready: there');
    assert.equal(shown.systems[0]!.state, 'gone');
  });

  it('is not drawn when it is optional and missing', () => {
    const spec = podSpec({
      containers: [
        { name: 'sell', env: [{ valueFrom: { secretKeyRef: { name: 'extra', optional: true } } }] },
      ],
    });
    const objects = [deployment('till', 1), pod('till', 'a', {}, spec)];
    assert.equal(resource(model(objects), 'market/Secret/extra'), undefined);
    assert.deepEqual(
      model(objects).edges.filter(({ flow }) => flow === 'Secret'),
      [],
    );
    const shown = model([...objects, settings('Secret', 'extra')]);
    assert.equal(says(resource(shown, 'market/Secret/extra')), 'ready: there');
  });

  it('is a claim with its phase', () => {
    const id = 'market/PersistentVolumeClaim/stock';
    for (const [phase, shown] of [
      ['Bound', 'ready: bound'],
      ['Pending', 'starting: pending'],
      ['Lost', 'broken: lost'],
    ] as const)
      assert.equal(says(resource(model([claim('stock', 'goods', phase)]), id)), shown);
  });

  it('is missing when the stack has deployed it, though no pod uses it', () => {
    const shown = model([deployment('till', 0)], [claim('stock'), service('till', 'till')]);
    assert.equal(says(resource(shown, 'market/PersistentVolumeClaim/stock')), 'gone: missing');
    assert.equal(says(resource(shown, 'market/Service/till')), 'gone: missing');
  });
});

describe('A service in the picture', () => {
  const state = (status: Partial<Pod['status']>, more: Parameters<typeof service>[2] = {}): string => {
    const shown = model([deployment('till', 1), pod('till', 'a', status), service('till', 'till', more)]);
    const { title, state, says } = resource(shown, 'market/Service/till')!;
    return `${title}: ${state}: ${says}`;
  };

  it('is as the pods behind it', () => {
    assert.equal(state({}), 'NodePort service: ready: ready');
    assert.equal(
      state({ containerStatuses: [running('sell', false)] }),
      'NodePort service: starting: no ready pod',
    );
    assert.equal(
      state({ containerStatuses: [waiting('sell', 'CrashLoopBackOff')] }),
      'NodePort service: broken: no ready pod',
    );
    assert.equal(state({}, { selector: { app: 'other' } }), 'NodePort service: broken: no ready pod');
  });

  it('is not ready by a pod of another namespace', () => {
    const abroad = pod('till', 'a');
    const other = { ...abroad, metadata: { ...abroad.metadata, namespace: 'abroad' } };
    const home = { ...deployment('till', 1), metadata: { name: 'till', namespace: 'abroad' } };
    const shown = model([home, other, service('till', 'till')]);
    assert.equal(resource(shown, 'market/Service/till')!.state, 'broken');
  });

  it('is starting as a load balancer without an address', () => {
    assert.equal(state({}, { type: 'LoadBalancer' }), 'LoadBalancer service: starting: no address yet');
  });

  it('leads only to pods that are ready', () => {
    const objects = [
      deployment('till', 3, 2),
      pod('till', 'a'),
      pod('till', 'b'),
      pod('till', 'c', { containerStatuses: [running('sell', false)] }),
      service('till', 'till'),
    ];
    const { edges } = model(objects);
    const traffic = edges.filter(({ flow }) => flow === 'traffic').map(({ to }) => to);
    const readyPods = workloadOf(model(objects))
      .pods.filter(({ state }) => state === 'ready')
      .map(({ id }) => id);
    assert.equal(traffic.length, 2);
    assert.deepEqual(traffic, readyPods);
  });
});
