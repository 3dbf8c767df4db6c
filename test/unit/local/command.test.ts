import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, tryRun } from '../../../local/host/command';
import { Failure, Interrupted } from '../../../local/host/failure';
import { ended, pidIn, scratchFolder, until } from '../../support/unit/local';

const shell = (script: string): [string, string[]] => ['sh', ['-c', script]];

describe('a command', () => {
  const folder = scratchFolder();

  it('returns its status and its output without the final newline', async () => {
    const output = await tryRun(...shell('echo one; echo two; echo bad >&2; exit 3'));
    assert.deepEqual(output, { status: 3, stdout: 'one\ntwo', stderr: 'bad' });
  });

  it('runs in the given folder and environment, and reads the given input', async () => {
    const options = { cwd: folder(), env: { PATH: process.env.PATH, SYSTEM: 'keys' }, input: 'given' };
    assert.equal(
      await run(...shell('pwd; echo "$SYSTEM $HOME"; cat'), options),
      `${realpathSync(folder())}\nkeys \ngiven`,
    );
  });

  it('may exit without reading its input', async () => {
    assert.equal(await run('true', [], { input: 'x'.repeat(1_000_000) }), '');
  });

  it('that fails is reported with its name, its status and its last line; the cause has all its output', async () => {
    await assert.rejects(run(...shell('echo result; echo first >&2; echo last >&2; exit 4')), {
      name: 'Failure',
      message: /^sh -c .* ended with status 4: last$/,
      cause: 'first\nlast',
    });
    await assert.rejects(run('sh', ['-c', 'echo only; exit 1']), { message: /status 1: only$/ });
  });

  it('that is not installed is reported as such', async () => {
    await assert.rejects(tryRun('no-such-command', []), {
      name: 'Failure',
      message: 'no-such-command cannot be run: it is not installed.',
    });
  });

  it('that is not executable is reported as such', async () => {
    const file = join(folder(), 'text');
    writeFileSync(file, 'text');
    await assert.rejects(tryRun(file, []), { name: 'Failure', message: /text cannot be run: .*EACCES/ });
  });

  it('that a signal terminated is reported with the signal', async () => {
    await assert.rejects(tryRun(...shell('kill -9 $$')), {
      name: 'Failure',
      message: 'sh was terminated by SIGKILL.',
    });
  });

  it('passes on each line as it is printed, and writes all lines to its log', async () => {
    const lines: string[] = [];
    const log = join(folder(), 'log');
    const options = { log, onLine: (line: string) => lines.push(line) };
    await assert.rejects(run(...shell('echo one >&2; echo two >&2; exit 1'), options), {
      message: new RegExp(`two \\(full output: ${log}\\)$`),
    });
    assert.deepEqual(lines, ['one', 'two']);
    assert.equal(readFileSync(log, 'utf8'), 'one\ntwo\n');
  });

  it('is stopped and fails when its log cannot be written', async () => {
    const pid = join(folder(), 'pid');
    const script = `echo $$ >${pid}; echo line; exec sleep 60`;
    await assert.rejects(tryRun(...shell(script), { log: join(folder(), 'none', 'log') }), {
      code: 'ENOENT',
    });
    await ended(await pidIn(pid));
  });

  it('that prints nothing for too long is stopped', async () => {
    await assert.rejects(tryRun('sleep', ['60'], { silence: 50 }), {
      name: 'Failure',
      message: 'sleep 60 was stopped after 0.05 s without output: check that its registry can be reached.',
    });
  });
});

describe('a command that is stopped', () => {
  const folder = scratchFolder();
  const reason = new Failure('stopped here.');

  it('exits together with its descendants, and fails with the reason', async () => {
    const [outer, inner] = ['outer', 'inner'].map((name) => join(folder(), name));
    const stop = new AbortController();
    const running = tryRun(...shell(`echo $$ >${outer}; sleep 60 & echo $! >${inner}; wait`), {
      signal: stop.signal,
    });
    const pids = [await pidIn(outer!), await pidIn(inner!)];
    stop.abort(reason);
    await assert.rejects(running, reason);
    await Promise.all(pids.map(ended));
  });

  it('exits together with descendants that ignore SIGTERM', async () => {
    const pid = join(folder(), 'pid');
    const deaf = `(trap '' TERM; exec >/dev/null 2>&1; sleep 60 & echo $! >${pid}; wait)`;
    const stop = new AbortController();
    const running = tryRun(...shell(`${deaf} & wait`), { signal: stop.signal });
    const sleeper = await pidIn(pid);
    stop.abort(reason);
    await assert.rejects(running, reason);
    await ended(sleeper);
  });

  it('fails with the reason although it exits with status 0', async () => {
    const pid = join(folder(), 'pid');
    const stop = new AbortController();
    const script = `trap 'exit 0' TERM; echo $$ >${pid}; while :; do sleep 0.01; done`;
    const running = tryRun(...shell(script), { signal: stop.signal });
    await pidIn(pid);
    stop.abort(reason);
    await assert.rejects(running, reason);
  });

  it('is not started when the signal is already aborted', async () => {
    const file = join(folder(), 'file');
    await assert.rejects(tryRun('touch', [file], { signal: AbortSignal.abort(reason) }), reason);
    assert.ok(!existsSync(file));
  });

  it('at the terminal gets no second signal after Ctrl-C, and may finish', async () => {
    const [started, go, finished] = ['started', 'go', 'finished'].map((name) => join(folder(), name));
    const stop = new AbortController();
    const script = `: >${started}; while [ ! -e ${go} ]; do sleep 0.01; done; : >${finished}`;
    const running = tryRun(...shell(script), { signal: stop.signal, terminal: true });
    await until('it has started', () => existsSync(started!));
    stop.abort(new Interrupted('SIGINT'));
    writeFileSync(go!, '');
    await assert.rejects(running, { message: 'stopped by SIGINT; run the same command again to continue.' });
    assert.ok(existsSync(finished!));
  });

  it('at the terminal gets a signal that only this process received', async () => {
    const pid = join(folder(), 'pid');
    const stop = new AbortController();
    const running = tryRun(...shell(`echo $$ >${pid}; exec sleep 60`), {
      signal: stop.signal,
      terminal: true,
    });
    const sleeper = await pidIn(pid);
    stop.abort(new Interrupted('SIGTERM'));
    await assert.rejects(running, { message: /^stopped by SIGTERM/ });
    await ended(sleeper);
  });
});
