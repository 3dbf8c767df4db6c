import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, tryRun } from '../../../local/host/command';
import { Failure, Interrupted } from '../../../local/host/failure';
import { ended, pidIn, scratchFolder, until } from '../../support/unit/local';

const shell = (script: string): [string, string[]] => ['sh', ['-c', script]];

describe('a command', () => {
  const folder = scratchFolder();

  it('gives its status and what it printed, lines without the last line feed', async () => {
    const output = await tryRun(...shell('echo one; echo two; echo bad >&2; exit 3'));
    assert.deepEqual(output, { status: 3, stdout: 'one\ntwo', stderr: 'bad' });
  });

  it('runs in the folder and the environment that are asked for, and reads its input', async () => {
    const options = { cwd: folder(), env: { PATH: process.env.PATH, SYSTEM: 'keys' }, input: 'given' };
    assert.equal(
      await run(...shell('pwd; echo "$SYSTEM $HOME"; cat'), options),
      `${realpathSync(folder())}\nkeys \ngiven`,
    );
  });

  it('may end without reading its input', async () => {
    assert.equal(await run('true', [], { input: 'x'.repeat(1_000_000) }), '');
  });

  it('that fails is told by its name, its status and its last words; all of them are the cause', async () => {
    await assert.rejects(run(...shell('echo result; echo first >&2; echo last >&2; exit 4')), {
      name: 'Failure',
      message: /^sh -c .* ended with status 4: last$/,
      cause: 'first\nlast',
    });
    await assert.rejects(run('sh', ['-c', 'echo only; exit 1']), { message: /status 1: only$/ });
  });

  it('that is not there is told so', async () => {
    await assert.rejects(tryRun('no-such-command', []), {
      name: 'Failure',
      message: 'no-such-command cannot be run: it is not installed.',
    });
  });

  it('that is no program is told so', async () => {
    const file = join(folder(), 'text');
    writeFileSync(file, 'text');
    await assert.rejects(tryRun(file, []), { name: 'Failure', message: /text cannot be run: .*EACCES/ });
  });

  it('that a signal ended is told so', async () => {
    await assert.rejects(tryRun(...shell('kill -9 $$')), {
      name: 'Failure',
      message: 'sh was ended by SIGKILL.',
    });
  });

  it('hands on each line as it comes and keeps all in its log', async () => {
    const lines: string[] = [];
    const log = join(folder(), 'log');
    const options = { log, onLine: (line: string) => lines.push(line) };
    await assert.rejects(run(...shell('echo one >&2; echo two >&2; exit 1'), options), {
      message: new RegExp(`two \\(all of it: ${log}\\)$`),
    });
    assert.deepEqual(lines, ['one', 'two']);
    assert.equal(readFileSync(log, 'utf8'), 'one\ntwo\n');
  });

  it('ends, and fails for that reason, when its log cannot be written', async () => {
    const pid = join(folder(), 'pid');
    const script = `echo $$ >${pid}; echo line; exec sleep 60`;
    await assert.rejects(tryRun(...shell(script), { log: join(folder(), 'none', 'log') }), {
      code: 'ENOENT',
    });
    await ended(await pidIn(pid));
  });

  it('that prints nothing for too long is ended', async () => {
    await assert.rejects(tryRun('sleep', ['60'], { silence: 50 }), {
      name: 'Failure',
      message: 'sleep 60 printed nothing for 0.05 s: see whether its registry answers.',
    });
  });
});

describe('a command that is stopped', () => {
  const folder = scratchFolder();
  const reason = new Failure('stopped here.');

  it('ends with everything that it started, and gives the reason', async () => {
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

  it('ends with what it started even where that is deaf to the request', async () => {
    const pid = join(folder(), 'pid');
    const deaf = `(trap '' TERM; exec >/dev/null 2>&1; sleep 60 & echo $! >${pid}; wait)`;
    const stop = new AbortController();
    const running = tryRun(...shell(`${deaf} & wait`), { signal: stop.signal });
    const sleeper = await pidIn(pid);
    stop.abort(reason);
    await assert.rejects(running, reason);
    await ended(sleeper);
  });

  it('fails for the reason although it ends well', async () => {
    const pid = join(folder(), 'pid');
    const stop = new AbortController();
    const script = `trap 'exit 0' TERM; echo $$ >${pid}; while :; do sleep 0.01; done`;
    const running = tryRun(...shell(script), { signal: stop.signal });
    await pidIn(pid);
    stop.abort(reason);
    await assert.rejects(running, reason);
  });

  it('is not started at all when that was before', async () => {
    const file = join(folder(), 'file');
    await assert.rejects(tryRun('touch', [file], { signal: AbortSignal.abort(reason) }), reason);
    assert.ok(!existsSync(file));
  });

  it('at the terminal has had Ctrl-C by itself, and may end in its own time', async () => {
    const [started, go, finished] = ['started', 'go', 'finished'].map((name) => join(folder(), name));
    const stop = new AbortController();
    const script = `: >${started}; while [ ! -e ${go} ]; do sleep 0.01; done; : >${finished}`;
    const running = tryRun(...shell(script), { signal: stop.signal, terminal: true });
    await until('it has started', () => existsSync(started!));
    stop.abort(new Interrupted('SIGINT'));
    writeFileSync(go!, '');
    await assert.rejects(running, { message: 'stopped by SIGINT; run the same command again to go on.' });
    assert.ok(existsSync(finished!));
  });

  it('at the terminal is ended by what reached this process alone', async () => {
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
