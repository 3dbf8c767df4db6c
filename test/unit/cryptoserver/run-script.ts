import { strict as assert } from 'node:assert';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { waitFor } from '../../../local/host/wait';
import { freePort } from '../../support/free-port';

/** The script under test, as Pulumi inlines it. */
export const script = fs.readFileSync(join(__dirname, '../../../components/cryptoserver/script.sh'), 'utf8');

/** Shell script that makes the keys with ten writes and exits. At the write that CRASH names, it kills its process group. */
export const making = `
  [ ! -e "$DATA_PATH/keys.txt" ] || exit 134
  for n in 1 2 3 4 5; do
    printf 'key-%s ' "$n" >>"$DATA_PATH/keys.txt"
    [ "\${CRASH:-}" != "at key $n" ] || kill -9 0
    printf '%s\\n' "\${CREATOR:-one}" >>"$DATA_PATH/keys.txt"
  done`;

/** A `create` command that only makes the keys. */
export const maker: readonly string[] = ['/bin/sh', '-c', making];

/** The keys that the script makes with this value of CREATOR. */
export function keysOf(creator: string): string {
  return [1, 2, 3, 4, 5].map((n) => `key-${n} ${creator}\n`).join('');
}

/** The SHA-256 digest of a text, as the record has it. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A running script. */
export interface Run {
  readonly child: ChildProcess;
  /** Resolves with the exit status, or with the signal that killed the script. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The output of the script and its commands so far. */
  output: string;
}

/** A volume that the replicas share. */
export class Volume {
  readonly keys: string;
  readonly record: string;

  constructor(readonly path: string) {
    fs.mkdirSync(path);
    this.keys = join(path, 'keys.txt');
    this.record = join(path, 'keys.txt.sha256');
  }

  /** The names of its files, sorted. */
  names(): string[] {
    return fs.readdirSync(this.path).sort();
  }

  /** The published keys; undefined when there are none. */
  read(): string | undefined {
    return fs.existsSync(this.keys) ? fs.readFileSync(this.keys, 'utf8') : undefined;
  }

  /** Fails unless it has complete keys, their record, and no other file. */
  assertSettled(about?: string): void {
    const keys = this.read() ?? '';
    assert.match(keys, /^(key-[1-5] [\w-]+\n){5}$/, about);
    assert.equal(fs.readFileSync(this.record, 'utf8'), `${digestOf(keys)}  keys.txt\n`, about);
    assert.deepEqual(this.names(), ['keys.txt', 'keys.txt.sha256'], about);
  }
}

/** Runs the script as pods do: each run in a new process group, on volumes in a temporary folder. */
export class ScriptBench {
  /** The temporary folder, with the volumes. */
  readonly folder = fs.mkdtempSync(join(tmpdir(), 'cryptoserver-'));
  /** The default volume. */
  readonly volume = this.newVolume('data');
  private readonly runs: Run[] = [];

  private constructor(readonly port: string) {}

  static async open(): Promise<ScriptBench> {
    return new ScriptBench(String(await freePort()));
  }

  /** Kills the running scripts and removes the folder. */
  async close(): Promise<void> {
    for (const { child } of this.runs) killGroup(child.pid!);
    await Promise.all(this.runs.map(({ ended }) => ended));
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  newVolume(name: string): Volume {
    return new Volume(join(this.folder, name));
  }

  /** Starts the script as the first replica on the default volume, unless `env` sets another replica or volume. */
  start(mode: string, command: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
    const child = spawn('/bin/sh', ['-c', script, 'keys', mode, ...command], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        DATA_PATH: this.volume.path,
        POD_NAME: 'cryptoserver-0',
        PORT: this.port,
        ...env,
      },
    });
    const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      return code ?? signal ?? assert.fail('exited with neither a status nor a signal');
    });
    const run: Run = { child, ended, output: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (run.output += chunk.toString()));
    }
    this.runs.push(run);
    return run;
  }

  /** Runs the script as init container. Fails unless it exits with status 0 and its output matches `said`. */
  async prepare(said: RegExp, env: NodeJS.ProcessEnv = {}, command = maker): Promise<void> {
    await expectEnd(this.start('prepare', command, env), 0, said);
  }

  /** An environment with commands replaced by a shell script, in which `$real` is the path of the original command. */
  replace(names: readonly string[], body: string): NodeJS.ProcessEnv {
    const bin = join(this.folder, 'bin');
    fs.mkdirSync(bin, { recursive: true });
    for (const name of names) {
      const real = `real=$(PATH=\${PATH#*:}; command -v ${name})`;
      fs.writeFileSync(join(bin, name), `#!/bin/sh\n${real}\n${body}\n`, { mode: 0o755 });
    }
    return { PATH: `${bin}:${process.env.PATH ?? ''}` };
  }
}

/** Waits until a script exits. Fails unless it has this status and its output matches. */
export async function expectEnd(run: Run, status: number, said: RegExp): Promise<void> {
  assert.equal(await run.ended, status, run.output);
  assert.match(run.output, said);
}

/** Waits for a condition, for as long as a test may last. */
export async function until(condition: () => boolean): Promise<void> {
  const options = { what: String(condition), timeout: 10_000, interval: 5 };
  await waitFor(options, () => (condition() ? true : undefined));
}

/** Fails if the creator of a run, which has printed `creator PID`, still runs. */
export function assertCreatorGone(run: Run): void {
  const pid = /^creator (\d+)$/m.exec(run.output)?.[1];
  assert.ok(pid, run.output);
  assert.throws(() => process.kill(Number(pid), 0), { code: 'ESRCH' });
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has already exited, as it should.
  }
}
