import { strict as assert } from 'node:assert';

import { elapsed, Steps } from '../../../local/host/steps';

/** A stream that records everything written to it. */
class FakeStream {
  private written = '';

  constructor(
    readonly isTTY: boolean,
    readonly columns = 80,
  ) {}
  write(text: string): boolean {
    this.written += text;
    return true;
  }
  steps(): Steps {
    return new Steps(this as unknown as NodeJS.WriteStream);
  }
  /** The lines on the terminal after the control sequences that move up and erase lines. */
  get shown(): string[] {
    const lines: string[] = [];
    for (const [, up, text = ''] of this.plain.matchAll(/\[(\d+)F\[J|([^\n]*)\n/g)) {
      if (up === undefined) lines.push(text);
      else lines.splice(lines.length - Number(up));
    }
    return lines;
  }

  /** The output without durations, which differ from run to run, and without the escape character. */
  get plain(): string {
    return this.written.replace(/ · \d+\.\d s$/gm, ' · T').replaceAll('\x1b', '');
  }
}

describe('steps when the output is not a terminal', () => {
  it('print one line each when they end, with their duration', async () => {
    const stream = new FakeStream(false);
    const steps = stream.steps();
    assert.equal(await steps.step('Starting etcd', () => 7), 7);
    steps.note('A note.');
    await steps.step('Starting containerd', () => Promise.resolve());
    assert.equal(stream.plain, ' ✓ Starting etcd · T\nA note.\n ✓ Starting containerd · T\n');
  });

  it('print their last report', async () => {
    const stream = new FakeStream(false);
    await stream.steps().step('Building', (report) => {
      report('1 of 2');
      report('2 of 2');
    });
    assert.equal(stream.plain, ' ✓ Building · 2 of 2 · T\n');
  });

  it('print that they failed, and throw the error', async () => {
    const stream = new FakeStream(false);
    const fault = new Error('no');
    await assert.rejects(
      stream.steps().step('Building', () => Promise.reject(fault)),
      fault,
    );
    assert.equal(stream.plain, ' ✗ Building · T\n');
  });
});

describe('steps on a terminal', () => {
  it('stay below the notes while they run, and end as one line each', async () => {
    const stream = new FakeStream(true);
    const steps = stream.steps();
    await steps.step('Building kubernetes', async (report) => {
      await steps.step('Building pulumi', (reportInner) => {
        report('12 of 30 packages');
        reportInner('1 of 9 packages');
        steps.note('a note');
        assert.deepEqual(stream.shown, [
          'a note',
          ' ⠋ Building kubernetes · 12 of 30 packages · T',
          ' ⠋ Building pulumi · 1 of 9 packages · T',
        ]);
      });
      assert.deepEqual(stream.shown, [
        'a note',
        ' ✓ Building pulumi · 1 of 9 packages · T',
        ' ⠋ Building kubernetes · 12 of 30 packages · T',
      ]);
    });
    assert.deepEqual(stream.shown, [
      'a note',
      ' ✓ Building pulumi · 1 of 9 packages · T',
      ' ✓ Building kubernetes · 12 of 30 packages · T',
    ]);
  });

  it('are cut to one line of the terminal while they run', async () => {
    const stream = new FakeStream(true, 20);
    const steps = stream.steps();
    await steps.step('A title that is longer than the line', () => {
      steps.note('');
      assert.deepEqual(stream.shown, ['', ' ⠋ A title that is ']);
    });
  });
});

describe('a duration', () => {
  for (const [milliseconds, text] of [
    [0, '0.0 s'],
    [440, '0.4 s'],
    [9_940, '9.9 s'],
    [12_400, '12 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [60_000, '1 min 00 s'],
    [185_000, '3 min 05 s'],
    [3_600_000, '60 min 00 s'],
  ] as const) {
    it(`of ${milliseconds} ms is written ${text}`, () => {
      assert.equal(elapsed(milliseconds), text);
    });
  }

  it('never shows ten seconds with a fraction', () => {
    assert.equal(elapsed(9_999), '10 s');
  });
});
