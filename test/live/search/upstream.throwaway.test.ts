import assert from 'node:assert/strict';

import { hardenedContainer, hardenedPod } from '../../../components/kubernetes/pod-security';
import { eventually } from '../../support/live/conditions';
import { beside } from '../../support/live/beside';
import { bundledEntries, Search, type Entry } from './search';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

const labels = { app: 'upstream' };
const port = 8000;

/** What the upstream serves: few enough to be told from the bundled catalogue, and not in it. */
const entries: readonly Entry[] = ['Weather of tomorrow', 'Weather of yesterday'].map((API) => ({
  API,
  Description: `${API}, hour by hour.`,
  Auth: '',
  HTTPS: true,
  Cors: 'unknown',
  Link: 'https://weather.example/',
  Category: 'Weather',
}));

/** A name for the upstream in the cluster, and what it will serve once there is a pod of it. */
const beforehand = [
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'upstream' },
    data: { 'catalogue.json': JSON.stringify({ count: entries.length, entries }) },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'upstream' },
    spec: { selector: labels, ports: [{ port, targetPort: port }] },
  },
];

/** A web server of its own, hardened as every pod of the namespace has to be, in an image that is there. */
function upstreamPod(image: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'upstream', labels },
    spec: {
      ...hardenedPod(),
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'web',
          image,
          command: ['python', '-m', 'http.server', String(port), '--directory=/catalogue'],
          readinessProbe: { httpGet: { path: '/catalogue.json', port }, periodSeconds: 1 },
          volumeMounts: [{ name: 'catalogue', mountPath: '/catalogue' }],
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '64Mi' } },
          securityContext: hardenedContainer(),
        },
      ],
      volumes: [{ name: 'catalogue', configMap: { name: 'upstream' } }],
    },
  };
}

describe('An API search with an upstream', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let search: Search;
  before(async () => {
    stack = await throwaway('search', beside);
    search = await Search.of(beside.cluster, stack.outputs);
    await create(beforehand);
    await stack.up({
      catalogueUrl: `http://upstream.${stack.namespace}.svc:${port}/catalogue.json`,
      refreshSeconds: 2,
    });
    await search.workload.allServing();
  });

  it('serves the bundled catalogue until the upstream answers, then the upstream’s, and keeps it', async () => {
    await everyReplicaUses('bundled', bundledEntries().length);

    await create([upstreamPod(stack.outputs.search!.image)]);
    await everyReplicaUses('upstream', entries.length);
    assert.deepEqual((await search.ask('Weather of')).data, entries);

    await search.workload.kubectl(['delete', 'pod', 'upstream']);
    for (const pod of await search.workload.podNames()) {
      await eventually(`${pod} misses the upstream`, async () => {
        assert.match(await search.workload.logs(pod, 'search'), /"the upstream's catalogue is not used: /);
      });
    }
    await everyReplicaUses('upstream', entries.length);
    assert.deepEqual((await search.ask('Weather of')).data, entries);
  });

  async function create(items: readonly object[]): Promise<void> {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    await search.workload.kubectl(['create', '--filename=-'], list);
  }

  function everyReplicaUses(source: string, count: number): Promise<void> {
    return eventually(`every replica uses the ${source} catalogue`, async () => {
      const used = (await search.catalogues()).map((state) => [state.source, state.count]);
      assert.deepEqual(used, Array(search.workload.replicas).fill([source, count]));
    });
  }
});
