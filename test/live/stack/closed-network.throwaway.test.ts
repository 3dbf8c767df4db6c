import assert from 'node:assert/strict';

import { systemNames } from '../../../components/systems';
import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { canEnterPods } from '../../support/live/reach';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { measure, readTable, type End, type Table, type TablePod } from '../../support/live/truth-table';
import { skip } from '../../support/skip';

/** The port of each role that everybody may reach. */
const doors: Readonly<Record<string, number>> = {
  cryptoserver: 80,
  creator: 8000,
  verifier: 5000,
  hotels: 8080,
  search: 8000,
};
const databasePort = 5432;
const dnsPort = 53;

interface PolicyList {
  readonly items: readonly { readonly metadata: { readonly name: string }; readonly spec: object }[];
}

describe('The network of the stack', function () {
  this.timeout(300_000);
  let hotels: Throwaway;
  let search: Throwaway;
  let deployed = false;
  let table: Table;

  before(async function () {
    if (!canEnterPods()) skip(this, 'the pods are not on this machine, or the user is not root');
    [hotels, search] = await Promise.all([throwaway('hotels', beside), throwaway('search', beside)]);
    await hotels.up({ database: 'postgresql', replicas: 2 });
    // Not a catalogue, but there: the search may reach the page, and nothing else in that namespace.
    await search.up({ catalogueUrl: `http://hotels.${hotels.namespace}.svc/`, refreshSeconds: 3600 });
    deployed = true;
    const namespaces = systemNames.flatMap((system) => beside.stack.outputs[system]?.namespace ?? []);
    table = await readTable(beside.cluster, [...namespaces, hotels.namespace, search.namespace]);
  });
  after(async () => {
    if (!deployed) return;
    await hotels.up({ database: undefined, replicas: undefined });
    await search.up({ catalogueUrl: undefined, refreshSeconds: undefined });
  });

  /** Whether a pod may connect to an end, when some namespaces are closed. */
  function leaves(from: TablePod, to: End, closed: boolean): boolean {
    if (!closed) return true;
    const own = (pod: TablePod): boolean => pod.namespace === from.namespace;
    if (from.namespace === hotels.namespace && from.role === 'hotels')
      return to.podPort === dnsPort || (to.podPort === databasePort && to.pods.some(own));
    if (from.namespace === search.namespace)
      return to.podPort === dnsPort || to.pods.some(({ namespace }) => namespace === hotels.namespace);
    return false;
  }

  /** Whether an end may be reached by a pod, when its namespace is closed. */
  function enters(from: TablePod, to: End, closed: boolean): boolean {
    const [pod] = to.pods;
    if (pod === undefined || !closed) return to.listens;
    if (to.podPort === doors[pod.role]) return true;
    const isHotels = from.role === 'hotels' && from.namespace === pod.namespace;
    return pod.role === 'postgresql' && to.podPort === databasePort && isHotels;
  }

  /** The connections that are not as expected, each a line; and how many of each kind were expected. */
  async function differences(isClosed: (namespace: string) => boolean) {
    const rows = await measure(table);
    const expected = { open: 0, closed: 0 };
    const different: string[] = [];
    const judge = (from: string, to: End, wanted: boolean, reached: boolean | undefined): void => {
      expected[wanted ? 'open' : 'closed'] += 1;
      if (reached !== wanted) different.push(`${from} ${reached ? 'reaches' : 'does not reach'} ${to.name}`);
    };
    for (const [row, from] of table.pods.entries())
      for (const [column, to] of table.ends.entries()) {
        const isItself = to.host === from.ip;
        // A Service of several pods leads to any of them. No policy keeps a pod from itself.
        if (!isItself && to.pods.includes(from)) continue;
        const allowed =
          leaves(from, to, isClosed(from.namespace)) &&
          enters(from, to, isClosed(to.pods[0]?.namespace ?? ''));
        judge(`${from.namespace}/${from.name}`, to, isItself || allowed, rows[row]?.[column]);
      }
    // The node reaches its own pods, as the probes of the kubelet do.
    for (const [column, to] of table.ends.entries())
      judge('the node', to, to.listens, rows[table.pods.length]?.[column]);
    return { different, expected };
  }

  it('is a truth table: every connection is open or closed as the policies say', async () => {
    const { different, expected } = await differences(() => true);
    assert.deepEqual(different, []);
    assert.ok(expected.open > 50 && expected.closed > 500, JSON.stringify(expected));
    console.log(`      ${expected.open} open and ${expected.closed} closed connections`);
  });

  it('is open without the policies, by which the same table is told apart', async () => {
    const open = [hotels.namespace, search.namespace];
    const saved = await Promise.all(open.map((namespace) => removePolicies(namespace)));
    try {
      const isClosed = (namespace: string): boolean => !open.includes(namespace);
      await eventually('the policies are no longer enforced', async () => {
        const { different, expected } = await differences(isClosed);
        assert.deepEqual(different, []);
        console.log(`      ${expected.open} open and ${expected.closed} closed connections`);
      });
    } finally {
      for (const [index, namespace] of open.entries())
        await beside.cluster.kubectl(['-n', namespace, 'create', '--filename=-'], saved[index]);
    }
    await eventually('the policies are enforced again', async () =>
      assert.deepEqual((await differences(() => true)).different, []),
    );
  });

  /** Deletes the policies of a namespace; gives what makes them again. */
  async function removePolicies(namespace: string): Promise<string> {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`;
    const { items } = await beside.cluster.read<PolicyList>(path);
    assert.ok(items.length > 1);
    await beside.cluster.kubectl(['-n', namespace, 'delete', 'networkpolicies', '--all']);
    const [apiVersion, kind] = ['networking.k8s.io/v1', 'NetworkPolicy'];
    const again = items.map(({ metadata, spec }) => {
      const { name, labels, annotations } = metadata as Record<string, unknown>;
      return { apiVersion, kind, metadata: { name, labels, annotations }, spec };
    });
    return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: again });
  }
});
