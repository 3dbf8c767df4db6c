import assert from 'node:assert/strict';

import { buildModel } from '../../../graph/build';
import type { Edge, GraphModel } from '../../../graph/model';
import { asTheyAre, stable } from '../../../graph/naming';
import type { DrawnObject, PodSpec } from '../../../graph/objects';
import {
  claim,
  deployment,
  metadata,
  mounting,
  pod,
  podSpec,
  running,
  service,
  settings,
  wholeStack,
} from './make-objects';

function model(live: readonly DrawnObject[], naming = stable): GraphModel {
  return buildModel({ live, gone: [] }, naming);
}

/** The edges as text, without the namespace. */
function edges(live: readonly DrawnObject[]): string[] {
  return model(live).edges.map(line);
}

function line({ from, to, label, detail, both }: Edge): string {
  const ends = [from, to].map((id) => id.replace('market/', ''));
  return `${label}${detail === '' ? '' : ` (${detail})`}: ${ends.join(both ? ' ⇄ ' : ' → ')}`;
}

/** The edges of a Deployment with one pod. */
function edgesOf(spec: PodSpec, ...more: readonly DrawnObject[]): string[] {
  return edges([deployment('till', 1), pod('till', 'a', {}, spec), ...more]);
}

describe('What flows in the picture', () => {
  it('is one edge for all pods that do the same, with the containers that it is for', () => {
    assert.deepEqual(edges(wholeStack()), [
      'Secret (fill): Secret/price → Deployment/scales',
      'goods: Deployment/scales/pod 1/fill → Deployment/scales/pod 1/sell',
      'Secret (fill): Secret/price → Deployment/till',
      'traffic: Service/till → Deployment/till',
      'goods: Deployment/till/pod 1/fill → Deployment/till/pod 1/sell',
      'goods: Deployment/till/pod 2/fill → Deployment/till/pod 2/sell',
      'ConfigMap: ConfigMap/hours → StatefulSet/stand',
      'claim: StatefulSet/stand ⇄ PersistentVolumeClaim/stock',
      'names: Service/stand → StatefulSet/stand',
    ]);
  });

  it('is an edge for each pod while they differ, as in a rollout', () => {
    const using = (name: string): PodSpec =>
      podSpec({ containers: [{ name: 'sell', envFrom: [{ secretRef: { name } }] }] });
    const shown = edges([
      deployment('till', 2),
      pod('till', 'a', {}, using('old')),
      pod('till', 'b', {}, using('new')),
      settings('Secret', 'old'),
      settings('Secret', 'new'),
    ]).filter((text) => text.startsWith('Secret'));
    assert.deepEqual(shown, [
      'Secret (sell): Secret/new → Deployment/till/pod 1',
      'Secret (sell): Secret/old → Deployment/till/pod 2',
    ]);
  });

  it('is what an init container leaves in a volume, by the label of its claim or the name of the volume', () => {
    const spec = podSpec({
      initContainers: [{ name: 'fill', volumeMounts: [...mounts('store'), ...mounts('spare')] }],
      containers: [mounting('sell', 'store'), mounting('count', 'spare'), { name: 'watch' }],
      volumes: [
        { name: 'store', persistentVolumeClaim: { claimName: 'stock' } },
        { name: 'spare', emptyDir: {} },
      ],
    });
    const inPod = edgesOf(spec, claim('stock', 'apples')).filter((text) => text.includes('/fill'));
    assert.deepEqual(inPod, [
      'apples: Deployment/till/pod 1/fill → Deployment/till/pod 1/sell',
      'spare: Deployment/till/pod 1/fill → Deployment/till/pod 1/count',
      'starts: Deployment/till/pod 1/fill → Deployment/till/pod 1/watch',
    ]);
  });

  it('is only the start where nothing is left: in a scratch folder, or in what is only read', () => {
    const scratch = podSpec({
      initContainers: [mounting('fill', 'tmp', '/tmp')],
      containers: [mounting('sell', 'tmp', '/tmp')],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    });
    const reading = podSpec({
      initContainers: [mounting('fill', 'goods', '/goods', true)],
      containers: [mounting('sell', 'goods')],
      volumes: [{ name: 'goods', emptyDir: {} }],
    });
    for (const spec of [scratch, reading])
      assert.deepEqual(edgesOf(spec), ['starts: Deployment/till/pod 1/fill → Deployment/till/pod 1/sell']);
  });

  it('goes from one init container to the next', () => {
    const spec = podSpec({ initContainers: [{ name: 'open' }, { name: 'fill' }] });
    assert.deepEqual(edgesOf(spec), [
      'starts: Deployment/till/pod 1/open → Deployment/till/pod 1/fill',
      'starts: Deployment/till/pod 1/fill → Deployment/till/pod 1/sell',
    ]);
  });

  it('comes from a claim that is only read', () => {
    const spec = podSpec({
      initContainers: [],
      containers: [mounting('sell', 'store')],
      volumes: [{ name: 'store', persistentVolumeClaim: { claimName: 'stock', readOnly: true } }],
    });
    assert.deepEqual(edgesOf(spec, claim('stock')), ['claim: PersistentVolumeClaim/stock → Deployment/till']);
  });

  it('is found in every place where a pod names a Secret or a ConfigMap', () => {
    const spec = podSpec({
      initContainers: [],
      containers: [
        {
          name: 'sell',
          env: [
            { valueFrom: { secretKeyRef: { name: 'a' } } },
            { valueFrom: { configMapKeyRef: { name: 'b' } } },
            { valueFrom: {} },
          ],
          envFrom: [{ secretRef: { name: 'c' } }, { configMapRef: { name: 'd' } }],
          volumeMounts: ['e', 'f', 'g'].map((name) => ({ name, mountPath: `/${name}` })),
        },
      ],
      volumes: [
        { name: 'e', secret: { secretName: 'e' } },
        { name: 'f', configMap: { name: 'f' } },
        { name: 'g', projected: { sources: [{ secret: { name: 'g' } }, { configMap: { name: 'h' } }] } },
      ],
    });
    const used = edgesOf(spec).map((text) => /\w+\/(\w+) →/.exec(text)?.[1]);
    assert.deepEqual(used.sort(), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('is traffic for the container that listens on the port of the service', () => {
    const spec = podSpec({
      initContainers: [],
      containers: [
        { name: 'sell', ports: [{ name: 'web', containerPort: 8080 }] },
        { name: 'count', ports: [{ containerPort: 5000 }] },
      ],
    });
    const shown = (targetPort: number | string): string[] =>
      edgesOf(spec, service('till', 'till', { ports: [{ port: 80, targetPort }] }));
    assert.deepEqual(shown('web'), ['traffic (sell): Service/till → Deployment/till']);
    assert.deepEqual(shown(5000), ['traffic (count): Service/till → Deployment/till']);
    assert.deepEqual(shown(9), ['traffic: Service/till → Deployment/till']);
  });

  it('does not lead to pods of another namespace', () => {
    const other = { ...service('till', 'till'), metadata: metadata('till', { namespace: 'elsewhere' }) };
    assert.deepEqual(edgesOf(podSpec({ initContainers: [] }), other), []);
  });
});

describe('The systems in the picture', () => {
  it('are those of the labels, each of a namespace, with how many of their pods are ready', () => {
    const elsewhere = { ...deployment('till', 3, 1), metadata: metadata('till', { namespace: 'abroad' }) };
    const shown = model([...wholeStack(), elsewhere]).systems.map(({ id, says }) => `${id}: ${says}`);
    assert.deepEqual(shown, ['abroad/shop: 1 of 3 ready', 'market/shop: 4 of 4 ready']);
  });
});

describe('The picture of another deployment with the same settings', () => {
  /** The same stack with other names of pods, other suffixes, another order, and pods that were started again. */
  const again = (): DrawnObject[] =>
    wholeStack()
      .map((object): DrawnObject => {
        if (object.kind !== 'Pod') return object;
        return { ...object, status: { ...object.status, containerStatuses: [running('sell', true, 7)] } };
      })
      .reverse()
      .map(
        (object) =>
          JSON.parse(
            JSON.stringify(object)
              .replaceAll('5d9c-x7k2p', '5d9c-a2222')
              .replaceAll('price-0123abcd', 'price-ffff0000')
              .replaceAll('hours-89abcdef', 'hours-00000000'),
          ) as DrawnObject,
      );

  it('is the same with --stable', () => {
    assert.deepEqual(model(again()), model(wholeStack()));
  });

  it('has the names and the restarts of the cluster without it', () => {
    const pods = (objects: readonly DrawnObject[]): string[] =>
      model(objects, asTheyAre).systems.flatMap(({ workloads }) =>
        workloads.flatMap((one) => one.pods.map(({ name, says }) => `${name}: ${says}`)),
      );
    assert.deepEqual(pods(wholeStack()), [
      'scales-5d9c-zz9pl: ready',
      'till-5d9c-b4m9q: ready',
      'till-5d9c-x7k2p: ready',
      'stand-0: ready',
    ]);
    assert.deepEqual(pods(again()).at(-1), 'stand-0: ready, 7 restarts');
    assert.ok(
      model(wholeStack(), asTheyAre).edges.some(({ from }) => from === 'market/Secret/price-0123abcd'),
    );
  });
});

function mounts(name: string) {
  return [{ name, mountPath: `/${name}` }];
}
