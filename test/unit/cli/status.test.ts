import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import type { DeployedResource } from '../../../components/preflight/deployed';
import type { Cluster, PartStatus } from '../../../local/cluster/cluster';
import { readStatus } from '../../../status/read';
import { statusReport, type StatusReport } from '../../../status/report';
import { showStatus } from '../../../cli/status';
import { layoutIn, scratchFolder } from '../../support/unit/local';
import { Screen } from '../../support/unit/screen';

const MIB = 2 ** 20;
const running: PartStatus[] = [
  { name: 'etcd', pid: 12, memory: 40 * MIB },
  { name: 'kube-apiserver', pid: 1234, memory: Math.round(200.6 * MIB) },
];

/** A pod as the API returns it. */
function pod(name: string, status: object, more: object = {}): object {
  const labels = { 'app.kubernetes.io/name': 'cryptoserver' };
  return { kind: 'Pod', metadata: { name, namespace: 'keys', labels, ...more }, status };
}

/** A workload as the API returns it. */
function workload(replicas: number, readyReplicas?: number, name = 'cryptoserver'): object {
  const labels = { 'app.kubernetes.io/name': name };
  return {
    kind: 'StatefulSet',
    metadata: { name, namespace: 'keys', labels },
    spec: { replicas },
    status: readyReplicas === undefined ? {} : { readyReplicas },
  };
}
const ready = { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 2 }] };
const urls = { urls: { cryptoserver: 'http://127.0.0.1:30080' } };

describe('npm run status', () => {
  const folder = scratchFolder();
  /** Shows a status once; returns what is printed, and whether the exit status is 0. */
  const show = async (
    json: boolean,
    parts: readonly PartStatus[],
    answer: string | Error = '{"items":[]}',
    outputs: object = {},
    resources: readonly DeployedResource[] | Error = [],
    objects = '{"items":[]}',
  ): Promise<{ text: string; well: boolean }> => {
    const cluster = {
      layout: layoutIn(folder()),
      parts: () => parts,
      kubectl: ([, kinds = '']: readonly string[]) =>
        answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve(kinds.includes('Service') ? objects : answer),
    } as unknown as Cluster;
    const stack = {
      outputs: () => Promise.resolve(outputs as Record<string, unknown>),
      resources: () => (resources instanceof Error ? Promise.reject(resources) : Promise.resolve(resources)),
    };
    const output = new Screen();
    const read = (): Promise<StatusReport> => readStatus(cluster, stack);
    const status = await showStatus(read, { watch: false, json, output, signal: undefined });
    return { text: output.written.join(''), well: status === 0 };
  };
  type Shown = Parameters<typeof show> extends [boolean, ...infer Rest] ? Rest : never;
  const render = (...shown: Shown): ReturnType<typeof show> => show(false, ...shown);
  const withPods = (...pods: object[]): string => JSON.stringify({ items: pods });

  beforeEach(() => {
    const { kubeconfig } = layoutIn(folder());
    mkdirSync(dirname(kubeconfig), { recursive: true });
    writeFileSync(kubeconfig, '');
  });

  it('shows the parts, the systems, the pods and the URLs', async () => {
    const items = withPods(workload(1, 1), pod('cryptoserver-0', ready));
    const { text, well } = await render(running, items, urls);
    assert.equal(
      text,
      `Cluster (241 MiB resident)
  etcd            running  pid 12    40 MiB
  kube-apiserver  running  pid 1234  201 MiB

Systems
  ✓  cryptoserver  1 of 1 ready  namespace keys

Pods
  cryptoserver  keys/cryptoserver-0  ready  2 restarts

Rules in the cluster
  (none: the setting \`admission\` is off)

URLs
  cryptoserver  http://127.0.0.1:30080
`,
    );
    assert.equal(well, true);
  });

  it('says how to start a stopped cluster, and fails', async () => {
    const { text, well } = await render(running.map((part) => ({ ...part, pid: undefined, memory: 0 })));
    assert.match(text, /^ {2}etcd +not running\n/m);
    assert.match(text, /The cluster is stopped: `npm run up` starts it\.\n$/);
    assert.equal(well, false);
  });

  it('says what to do when a part does not run, and fails', async () => {
    const [etcd, api] = running;
    const parts = [etcd!, { ...api!, pid: undefined, memory: 0 }];
    const { text, well } = await render(parts, withPods(pod('a', ready)), urls);
    assert.match(text, /Some parts do not run: `npm run up` starts them/);
    assert.equal(well, false);
  });

  it('fails while nothing is deployed', async () => {
    const { text, well } = await render(running);
    assert.match(text, /^ {2}\(none: nothing is deployed\)$/m);
    assert.match(text, /^ {2}\(no URLs: nothing is deployed\)$/m);
    assert.equal(well, false);
  });

  it('marks the systems with missing pods, and fails', async () => {
    const items = withPods(workload(3, 2), workload(1, undefined, 'hotels'), workload(4, 4, 'search'));
    const { text, well } = await render(running, items, urls);
    assert.match(text, /^ {2}✗ {2}cryptoserver {2}2 of 3 ready/m);
    assert.match(text, /^ {2}✗ {2}hotels {8}0 of 1 ready/m);
    assert.match(text, /^ {2}✓ {2}search {8}4 of 4 ready/m);
    assert.equal(well, false);
  });

  it('adds up the pods of all workloads of a system', async () => {
    const { text, well } = await render(running, withPods(workload(2, 2), workload(3, 3)), urls);
    assert.match(text, /^ {2}✓ {2}cryptoserver {2}5 of 5 ready/m);
    assert.equal(well, true);
  });

  const service = (name: string, uid: string): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'keys', uid },
  });
  const deployed = ['web', 'changed', 'gone'].map((name) => ({
    urn: name,
    type: 'kubernetes:core/v1:Service',
    name,
    outputs: service(name, 'first') as Record<string, unknown>,
  }));
  const found = withPods(service('web', 'first'), service('changed', 'second'));

  it('names what is gone and what was changed by hand, and fails', async () => {
    const items = withPods(workload(1, 1), pod('a', ready));
    const { text, well } = await render(running, items, urls, deployed, found);
    assert.match(
      text,
      /^Not as deployed: `npm run up` mends it\n {2}✗ {2}gone: Service keys\/gone\n {2}✗ {2}changed by hand: Service keys\/changed\n\n/m,
    );
    assert.equal(well, false);
  });

  it('shows a pod that is being replaced, and succeeds while all replicas are ready', async () => {
    const terminating = pod('old', ready, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    const { text, well } = await render(
      running,
      withPods(workload(1, 1), pod('new', ready), terminating),
      urls,
    );
    assert.match(text, /keys\/old {2}terminating/);
    assert.equal(well, true);
  });

  const waiting = (reason: string): object => ({
    ready: false,
    restartCount: 0,
    state: { waiting: { reason } },
  });
  for (const [what, status, word] of [
    ['crashes', { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] }, 'CrashLoopBackOff'],
    [
      'runs its init containers',
      {
        phase: 'Pending',
        initContainerStatuses: [{ state: { running: {} } }],
        containerStatuses: [waiting('PodInitializing')],
      },
      'initializing',
    ],
    [
      'cannot pull the image of an init container',
      {
        phase: 'Pending',
        initContainerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }],
        containerStatuses: [waiting('PodInitializing')],
      },
      'ErrImagePull',
    ],
    [
      'runs but is not ready',
      { phase: 'Running', containerStatuses: [{ ready: false, restartCount: 0 }] },
      'running',
    ],
    ['is not scheduled', { phase: 'Pending' }, 'pending'],
    ['has no state yet', {}, 'unknown'],
  ] as const) {
    it(`shows a pod that ${what} as ${word}, and fails`, async () => {
      const items = withPods(workload(1, 1), pod('a', ready), pod('b', status));
      const { text, well } = await render(running, items, urls);
      assert.match(text, new RegExp(`^  cryptoserver  keys/b  ${word} +\\d restarts$`, 'm'));
      assert.equal(well, false);
    });
  }

  it('reports that the API server does not answer', async () => {
    const { text, well } = await render(running, new Error('connection refused'));
    assert.match(text, /\nThe API server does not answer: connection refused\n$/);
    assert.equal(well, false);
  });

  it('does not blame the API server when the state of the stack cannot be read', async () => {
    const { text, well } = await render(
      running,
      withPods(workload(1, 1)),
      urls,
      new Error('wrong\n passphrase'),
    );
    assert.match(text, /\nThe state of the stack cannot be read: wrong passphrase\n$/);
    assert.equal(well, false);
  });

  describe('-- --json', () => {
    const report = async (...shown: Shown): Promise<StatusReport> =>
      statusReport.parse(JSON.parse((await show(true, ...shown)).text));

    it('is one document with the parts, the systems, the pods, the URLs and what is not as deployed', async () => {
      const items = withPods(workload(3, 2), pod('cryptoserver-0', ready));
      const parts = [running[0]!, { ...running[1]!, pid: undefined, memory: 0 }];
      assert.deepEqual(await report(parts, items, urls, deployed, found), {
        version: 1,
        well: false,
        parts: [
          { name: 'etcd', running: true, pid: 12, memory: 40 * MIB },
          { name: 'kube-apiserver', running: false, pid: null, memory: 0 },
        ],
        unread: null,
        systems: [{ name: 'cryptoserver', namespace: 'keys', wanted: 3, ready: 2 }],
        pods: [
          { system: 'cryptoserver', namespace: 'keys', name: 'cryptoserver-0', state: 'ready', restarts: 2 },
        ],
        policies: [],
        staticPolicies: [],
        previousKey: null,
        drift: {
          gone: [{ apiVersion: 'v1', kind: 'Service', namespace: 'keys', name: 'gone' }],
          changed: [{ apiVersion: 'v1', kind: 'Service', namespace: 'keys', name: 'changed' }],
        },
        urls: urls.urls,
      });
    });

    it('says why the systems could not be read', async () => {
      const { unread, systems, well } = await report(running, new Error('connection refused'));
      assert.deepEqual(
        { unread, systems, well },
        { unread: 'The API server does not answer: connection refused', systems: [], well: false },
      );
    });

    it('has the exit status of the text', async () => {
      const good: Shown = [running, withPods(workload(1, 1), pod('a', ready)), urls];
      const bad: Shown = [running, withPods(workload(2, 1), pod('a', ready)), urls];
      for (const shown of [good, bad])
        assert.equal((await show(true, ...shown)).well, (await render(...shown)).well);
      assert.equal((await report(...good)).well, true);
      assert.equal((await report(...bad)).well, false);
    });
  });
});
