import assert from 'node:assert/strict';

import { showStatus, statusArguments } from '../../../cli/status';
import { Interrupted } from '../../../local/host/failure';
import { pause } from '../../../local/host/wait';
import { statusReport, type StatusReport } from '../../../status/report';
import { Screen } from '../../support/unit/screen';

const MIB = 2 ** 20;

/** A status with some pods in a state. */
function withPods(state: string, count = 2, memory = 40 * MIB): StatusReport {
  return {
    version: 1,
    well: state === 'ready',
    parts: [
      { name: 'etcd', running: true, pid: 12, memory },
      { name: 'kube-apiserver', running: true, pid: 34, memory },
    ],
    unread: null,
    systems: [{ name: 'search', namespace: 'search', wanted: count, ready: state === 'ready' ? count : 0 }],
    pods: Array.from({ length: count }, (_, i) => ({
      system: 'search',
      namespace: 'search',
      name: `api-search-${i}`,
      state,
      restarts: 0,
    })),
    policies: [],
    staticPolicies: [],
    previousKey: null,
    drift: { gone: [], changed: [] },
    urls: { search: 'http://127.10.0.1:8000' },
  };
}
const ready = withPods('ready');
const away: StatusReport = {
  ...ready,
  well: false,
  unread: 'The API server does not answer: connection refused',
  systems: [],
  pods: [],
  urls: {},
};

describe('npm run status -- --watch', () => {
  /**
   * Watches statuses one after the other, then Ctrl-C.
   *
   * @param before - called before each further reading, with what the screen shows then
   */
  async function watch(
    output: Screen,
    statuses: readonly StatusReport[],
    { json = false, before = () => undefined }: { json?: boolean; before?: (index: number) => void } = {},
  ): Promise<number> {
    const interrupt = new AbortController();
    let index = 0;
    const read = (): Promise<StatusReport> => {
      before(index);
      const status = statuses[index++];
      if (status) return Promise.resolve(status);
      interrupt.abort(new Interrupted('SIGINT'));
      return Promise.reject(interrupt.signal.reason as Error);
    };
    return showStatus(read, { watch: true, json, output, signal: interrupt.signal, interval: 1 });
  }

  describe('on a terminal', () => {
    it('draws each status over the one before, and leaves nothing of it', async () => {
      const screen = new Screen(true);
      const seen: string[] = [];
      await watch(screen, [withPods('CrashLoopBackOff', 3), ready], {
        before: () => seen.push(screen.shown().lines.join('\n')),
      });
      const [, first = '', second = ''] = seen;
      assert.match(first, /^ {2}✗ {2}search {2}0 of 3 ready/m);
      assert.equal(first.match(/CrashLoopBackOff/g)?.length, 3);
      assert.match(second, /^\d\d:\d\d:\d\d {2}Ctrl-C ends it\n\nCluster/);
      assert.match(second, /^ {2}✓ {2}search {2}2 of 2 ready/m);
      assert.doesNotMatch(second, /CrashLoop|api-search-2/);
      assert.match(second, /\n {2}search {2}http:\/\/127\.10\.0\.1:8000$/);
    });

    it('never clears what is shown before the new text is there', async () => {
      const screen = new Screen(true);
      await watch(screen, [ready, withPods('running')]);
      const frames = screen.written.filter((text) => text.includes('Cluster') && text.includes('\x1b'));
      assert.equal(frames.length, 2);
      for (const frame of frames) {
        assert.ok(frame.startsWith('\x1b[H') && frame.endsWith('\x1b[J'));
        assert.equal(frame.split('\x1b[J').length, 2);
        assert.ok(!frame.includes('\x1b[2J'));
      }
    });

    it('ends with status 0 at Ctrl-C, gives the cursor back, and leaves the last status', async () => {
      const screen = new Screen(true);
      let hidden = false;
      const before = (index: number): void => {
        if (index === 1) hidden = !screen.shown().cursor;
      };
      assert.equal(await watch(screen, [withPods('running')], { before }), 0);
      assert.ok(hidden);
      const { cursor, other, lines } = screen.shown();
      assert.deepEqual({ cursor, other }, { cursor: true, other: false });
      assert.match(lines.join('\n'), /^Cluster[^]+0 of 2 ready[^]+8000\n$/);
      assert.equal(screen.listenerCount('resize'), 0);
    });

    it('gives the cursor back after an error too, which it reports', async () => {
      const screen = new Screen(true);
      const read = (): Promise<StatusReport> => Promise.reject(new Error('no memory'));
      const shown = { watch: true, json: false, output: screen, signal: undefined };
      await assert.rejects(showStatus(read, shown), /no memory/);
      assert.equal(screen.shown().cursor, true);
    });

    it('shows that the API server is away, and goes on when it is back', async () => {
      const screen = new Screen(true);
      const seen: string[] = [];
      const status = await watch(screen, [ready, away, ready], {
        before: () => seen.push(screen.shown().lines.join('\n')),
      });
      assert.equal(status, 0);
      assert.match(seen[2] ?? '', /\n\nThe API server does not answer: connection refused$/);
      assert.doesNotMatch(seen[2] ?? '', /Pods/);
      assert.match(seen[3] ?? '', /2 of 2 ready/);
    });

    it('shows what is not well first to go without on a low terminal, and says what does not fit', async () => {
      const low = new Screen(true, 14, 40);
      const statuses = [{ ...withPods('ready', 9), parts: ready.parts }];
      statuses[0]!.pods = [...statuses[0]!.pods.slice(1), { ...statuses[0]!.pods[0]!, state: 'OOMKilled' }];
      const seen: (readonly string[])[] = [];
      const before = (): number => seen.push(low.shown().lines);
      await watch(low, statuses, { before });
      assert.ok(seen[1]!.length <= 14 && seen[1]!.every((line) => line.length <= 40), seen[1]!.join('\n'));
      assert.match(seen[1]!.join('\n'), /\(2 running\)[^]+OOMKilled[^]+\(8 ready\)/);
      low.rows = 6;
      await watch(low, statuses, { before });
      assert.equal(seen[3]!.length, 6);
      assert.match(seen[3]!.at(-1)!, /^… \d+ more lines/);
    });

    it('is drawn again when the terminal has another size', async () => {
      const screen = new Screen(true);
      const before = (index: number): void => {
        if (index !== 1) return;
        screen.columns = 10;
        screen.emit('resize');
        assert.ok(screen.shown().lines.every((line) => line.length <= 10));
      };
      await watch(screen, [ready], { before });
    });
  });

  describe('elsewhere', () => {
    it('prints a status again only when more than the memory has changed', async () => {
      const file = new Screen();
      const statuses = [ready, withPods('ready', 2, 50 * MIB), withPods('running'), away];
      assert.equal(await watch(file, statuses), 0);
      assert.equal(file.written.length, 3);
      const text = file.written.join('');
      assert.ok(!text.includes('\x1b'));
      assert.match(text, /^Cluster[^]+2 of 2[^]+\n\nCluster[^]+0 of 2[^]+\n\nCluster[^]+refused\n$/);
    });

    it('prints JSON as a document a line, on a terminal too', async () => {
      for (const output of [new Screen(), new Screen(true)]) {
        assert.equal(await watch(output, [ready, ready, away], { json: true }), 0);
        const lines = output.written.join('').trimEnd().split('\n');
        const documents = lines.map((line) => statusReport.parse(JSON.parse(line)));
        assert.deepEqual(
          documents.map(({ well }) => well),
          [true, false],
        );
      }
    });
  });

  it('reads at the interval that is asked for, however long a reading takes', async () => {
    const interrupt = new AbortController();
    const starts: number[] = [];
    const read = async (): Promise<StatusReport> => {
      starts.push(performance.now());
      if (starts.length === 4) interrupt.abort(new Interrupted('SIGINT'));
      await pause(150, undefined);
      return ready;
    };
    const { signal } = interrupt;
    await showStatus(read, { watch: true, json: false, output: new Screen(), signal, interval: 200 });
    const [first = 0, , , fourth = 0] = starts;
    // One after the other, three readings and intervals would take more than a second.
    assert.ok(fourth - first > 590 && fourth - first < 1000, `${fourth - first} ms`);
  });

  it('knows --watch, -w and --json, and refuses what it does not know', () => {
    assert.deepEqual(statusArguments([]), { watch: false, json: false });
    assert.deepEqual(statusArguments(['-w']), { watch: true, json: false });
    assert.deepEqual(statusArguments(['--watch', '--json']), { watch: true, json: true });
    for (const wrong of ['--all', 'prod'])
      assert.throws(() => statusArguments([wrong]), {
        name: 'Failure',
        message: /Usage: npm run status -- \[--watch\] \[--json\]$/,
      });
  });
});
