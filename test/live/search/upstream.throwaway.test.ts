import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { hardenedContainer, hardenedPod } from '../../../components/kubernetes/pod-security';
import { eventually } from '../../support/live/conditions';
import { beside } from '../../support/live/beside';
import { bundledEntries, Search, type Entry } from './search';
import { throwaway, type Throwaway } from '../../support/live/throwaway';

const labels = { app: 'upstream' };
const port = 8000;
const user = 'reader';
/** What the upstream asks for, and nobody else may see. Its slash is encoded in a URL. */
const password = `${randomBytes(12).toString('hex')}/w`;
const encoded = encodeURIComponent(password);
const credentials = Buffer.from(`${user}:${password}`).toString('base64');

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

/** Serves the files of its folder to those who know the password, and the folder itself to its probe. */
const program = `
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

class Guarded(SimpleHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/" or self.headers["Authorization"] == "Basic " + os.environ["CREDENTIALS"]:
            super().do_GET()
        else:
            self.send_error(401)

os.chdir("/catalogue")
ThreadingHTTPServer(("", ${port}), Guarded).serve_forever()
`;

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
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'upstream' },
    stringData: { credentials },
  },
  {
    // The namespace refuses what is not allowed.
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'upstream' },
    spec: {
      podSelector: { matchLabels: labels },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port }] }],
    },
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
          command: ['python', '-c', program],
          env: [
            {
              name: 'CREDENTIALS',
              valueFrom: { secretKeyRef: { name: 'upstream', key: 'credentials' } },
            },
          ],
          readinessProbe: { httpGet: { path: '/', port }, periodSeconds: 1 },
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
  let url: string;
  let printed: string;
  before(async () => {
    stack = await throwaway('search', beside);
    search = await Search.of(beside.cluster, stack.outputs);
    await create(beforehand);
    url = `http://${user}:${encoded}@upstream.${stack.namespace}.svc:${port}/catalogue.json`;
    printed = await stack.up({ catalogueUrl: { secret: url }, refreshSeconds: 2 }, ['--diff']);
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

  it('has the password of its URL in a Secret, and in clear nowhere else', async () => {
    const logs = (await search.workload.podNames()).map((pod) => search.workload.logs(pod, 'search'));
    const kinds = 'pods,deployments,replicasets,services,configmaps,events';
    const places = {
      state: await stack.export(),
      outputs: JSON.stringify(stack.outputs),
      output: printed,
      objects: await search.workload.kubectl(['get', kinds, '--output=json']),
      logs: (await Promise.all(logs)).join('\n'),
    };
    assert.match(places.output, /CATALOGUE_URL_FILE/);
    assert.match(places.logs, /listening/);
    const forms = [password, encoded, credentials, Buffer.from(url).toString('base64')];
    const isIn = (text: string): boolean => forms.some((form) => text.includes(form));
    // Not by a message with the text: that would print what must not be seen.
    for (const [place, text] of Object.entries(places)) assert.ok(!isIn(text), `shown by the ${place}`);
    // The same search finds it where it is.
    assert.ok(isIn(await stack.export({ decrypted: true })));
  });

  it('is reached on a port of every node instead, where nothing gives a load balancer its address', async () => {
    await stack.up({ service: 'NodePort' });
    const there = await Search.of(beside.cluster, stack.outputs);
    assert.match(there.url, /^http:\/\/127\.0\.0\.1:3\d{4}$/);
    await eventually('the search answers on the port of the node', async () => {
      assert.equal((await there.ask('Weather')).status, 200);
    });
    await stack.up({ service: undefined });
    assert.match(stack.outputs.urls.search!, /:8000$/);
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
