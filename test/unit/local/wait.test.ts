import { strict as assert } from 'node:assert';

import { Failure, PermanentFailure } from '../../../local/host/failure';
import { together, waitFor } from '../../../local/host/wait';

describe('waiting for a condition', () => {
  it('returns the first value, after checks that gave nothing or threw', async () => {
    let looks = 0;
    const seen = await waitFor({ what: 'it', timeout: 5_000, interval: 1 }, () => {
      looks += 1;
      if (looks === 1) throw new Error('not yet');
      return looks === 3 ? 'there' : undefined;
    });
    assert.equal(seen, 'there');
    assert.equal(looks, 3);
  });

  it('returns a value that is false or empty', async () => {
    assert.equal(await waitFor({ what: 'it', timeout: 0 }, () => false), false);
    assert.equal(await waitFor({ what: 'it', timeout: 0 }, () => ''), '');
  });

  it('fails after the timeout in one line with the last error', async () => {
    const fault = new Error('connection refused\n    at somewhere');
    const look = (): never => {
      throw fault;
    };
    await assert.rejects(waitFor({ what: 'etcd serves', timeout: 20, interval: 5 }, look), {
      name: 'Failure',
      message: 'Timed out after 0.02 s waiting for: etcd serves (last error: connection refused)',
      cause: fault,
    });
    await assert.rejects(
      waitFor({ what: 'node ready', timeout: 0 }, () => undefined),
      { message: 'Timed out after 0 s waiting for: node ready' },
    );
  });

  it('fails at once on a permanent failure', async () => {
    let looks = 0;
    const fault = new PermanentFailure('etcd ended');
    const look = (): never => {
      looks += 1;
      throw fault;
    };
    await assert.rejects(waitFor({ what: 'it', timeout: 5_000 }, look), fault);
    assert.equal(looks, 1);
  });

  it('fails with the reason of the abort signal between two checks', async () => {
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    const waiting = waitFor({ what: 'it', timeout: 60_000, interval: 60_000, signal: stop.signal }, () => {
      setImmediate(() => {
        stop.abort(reason);
      });
      return undefined;
    });
    await assert.rejects(waiting, reason);
  });

  it('fails with the reason of the abort signal when a check fails because of it', async () => {
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    const waiting = waitFor({ what: 'it', timeout: 60_000, signal: stop.signal }, () => {
      stop.abort(reason);
      throw new Error('the look was cut off');
    });
    await assert.rejects(waiting, reason);
  });
});

describe('tasks that run at once', () => {
  it('return their results in order', async () => {
    const later = new Promise<string>((resolve) => setImmediate(resolve, 'first'));
    assert.deepEqual(await together(undefined, [() => later, () => Promise.resolve('second')]), [
      'first',
      'second',
    ]);
  });

  it('are aborted when one fails, and its error is thrown when all have ended', async () => {
    const fault = new Failure('the first failed');
    let reason: unknown;
    const patient = async (signal: AbortSignal): Promise<void> => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      await new Promise(setImmediate);
      reason = signal.reason;
      throw new Error('stopped');
    };
    const hasty = (): Promise<void> => Promise.reject(fault);
    await assert.rejects(together(undefined, [patient, hasty]), fault);
    assert.equal(reason, fault);
  });

  it('may throw synchronously', async () => {
    const thrower = (): Promise<void> => {
      throw new Failure('at once');
    };
    await assert.rejects(together(undefined, [thrower, () => Promise.resolve()]), { message: 'at once' });
  });

  it('are all aborted by the given signal', async () => {
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGTERM');
    const works = [1, 2].map(
      () => (signal: AbortSignal) =>
        waitFor({ what: 'nothing', timeout: 60_000, interval: 60_000, signal }, () => undefined),
    );
    const all = together(stop.signal, works);
    stop.abort(reason);
    await assert.rejects(all, reason);
  });
});
