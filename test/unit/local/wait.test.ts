import { strict as assert } from 'node:assert';

import { Failure, PermanentFailure } from '../../../local/host/failure';
import { together, waitFor } from '../../../local/host/wait';

describe('waiting for a condition', () => {
  it('gives what the condition gives at last, faults before that aside', async () => {
    let looks = 0;
    const seen = await waitFor({ what: 'it', timeout: 5_000, interval: 1 }, () => {
      looks += 1;
      if (looks === 1) throw new Error('not yet');
      return looks === 3 ? 'there' : undefined;
    });
    assert.equal(seen, 'there');
    assert.equal(looks, 3);
  });

  it('takes a value that is false or empty for an answer', async () => {
    assert.equal(await waitFor({ what: 'it', timeout: 0 }, () => false), false);
    assert.equal(await waitFor({ what: 'it', timeout: 0 }, () => ''), '');
  });

  it('ends after its time in one line with the last reason', async () => {
    const fault = new Error('connection refused\n    at somewhere');
    const look = (): never => {
      throw fault;
    };
    await assert.rejects(waitFor({ what: 'etcd serves', timeout: 20, interval: 5 }, look), {
      name: 'Failure',
      message: 'etcd serves: not within 0.02 s: connection refused',
      cause: fault,
    });
    await assert.rejects(
      waitFor({ what: 'node ready', timeout: 0 }, () => undefined),
      { message: 'node ready: not within 0 s' },
    );
  });

  it('ends at once when waiting cannot mend the fault', async () => {
    let looks = 0;
    const fault = new PermanentFailure('etcd ended');
    const look = (): never => {
      looks += 1;
      throw fault;
    };
    await assert.rejects(waitFor({ what: 'it', timeout: 5_000 }, look), fault);
    assert.equal(looks, 1);
  });

  it('ends with the reason for which it is stopped, between two looks', async () => {
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

  it('ends with that reason when a look fails for it', async () => {
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    const waiting = waitFor({ what: 'it', timeout: 60_000, signal: stop.signal }, () => {
      stop.abort(reason);
      throw new Error('the look was cut off');
    });
    await assert.rejects(waiting, reason);
  });
});

describe('doing several things side by side', () => {
  it('gives what each gives, in their order', async () => {
    const later = new Promise<string>((resolve) => setImmediate(resolve, 'first'));
    assert.deepEqual(await together(undefined, [() => later, () => Promise.resolve('second')]), [
      'first',
      'second',
    ]);
  });

  it('stops the others when one fails, and tells the fault when they have ended', async () => {
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

  it('counts one that throws at once as failed', async () => {
    const thrower = (): Promise<void> => {
      throw new Failure('at once');
    };
    await assert.rejects(together(undefined, [thrower, () => Promise.resolve()]), { message: 'at once' });
  });

  it('stops all of them when it is stopped', async () => {
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
