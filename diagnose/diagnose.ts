import { hostname, release } from 'node:os';
import { join } from 'node:path';

import { Kubectl } from '../destroy/kubectl';
import { namespacesIn, readState, type StackState } from '../destroy/state';
import { run, type PulumiOptions } from '../local/host/command';
import { messageOf } from '../local/host/failure';
import { maskOf } from '../preview/run';
import { Mask } from '../preview/secrets';
import { causesOf } from './causes';
import { collect, logKey } from './collect';
import { eventText } from './event-text';
import { writeDiagnosis } from './folder';

/** How long a question to the cluster may take. */
const ASK = '--request-timeout=8s';

/** What is known beside what the cluster and Pulumi tell. */
export interface Circumstances {
  /** Why the command failed, in a line; undefined when nothing has failed. */
  readonly problem?: string;
  /** What the failed command said, one reason each. */
  readonly reasons?: readonly string[];
  /** The parts of the local cluster that do not run; none for any other cluster. */
  readonly stoppedParts?: readonly string[];
  /** The ends of the logs of the local cluster's parts, by the names of the parts. */
  readonly partLogs?: ReadonlyMap<string, string>;
}

/** A diagnosis. */
export interface Diagnosis {
  /** The lines that matter most; none when nothing is wrong. */
  readonly causes: readonly string[];
  /** The path of the folder that was written. */
  readonly folder: string;
}

/**
 * Writes down what tells why a stack is not well: events, descriptions, logs of the pods that are not well, versions and settings,
 * without secrets. What cannot be read is said in its file.
 *
 * @param stack - the name of the stack
 * @param options - how Pulumi and kubectl are run; the folder is made in `diagnostics` of their folder
 * @throws Failure when the secrets that must not be written cannot be read
 */
export async function diagnose(
  stack: string,
  circumstances: Circumstances,
  options: PulumiOptions,
): Promise<Diagnosis> {
  const { problem, reasons = [], stoppedParts = [], partLogs = new Map<string, string>() } = circumstances;
  const now = Date.now();
  const state = await stateIfAny(stack, options);
  const context = state?.context === undefined ? [] : [`--context=${state.context}`];
  const kubectl = new Kubectl((args) => run('kubectl', [...context, ASK, ...args], options));
  const [collected, mask, versions, settings] = await Promise.all([
    collect(kubectl, state ? namespacesIn(state) : []),
    state ? maskOf(stack, options) : new Mask([]),
    versionsOf(kubectl, options),
    textOf(() => run('pulumi', ['config', '--json', '--stack', stack], options)),
  ]);
  const { objects, events, nodes, logs, files } = collected;
  const logOf: Parameters<typeof causesOf>[0]['logOf'] = (pod, name) => logs.get(logKey(pod, name));
  const causes = mask.hide(causesOf({ reasons, stoppedParts, nodes, objects, events, logOf, now }));
  const all = new Map([
    ['summary.txt', summary(stack, now, problem, causes, reasons)],
    ['versions.txt', versions],
    ['settings.json', settings],
    ['events.txt', eventText(events)],
    ['objects.json', `${JSON.stringify(objects, undefined, 2)}\n`],
    ...files,
    ...[...partLogs].map(([part, log]) => [`parts/${part}.log`, log] as const),
  ]);
  const name = `${stack.replaceAll('/', '-')}-${new Date(now).toISOString().slice(0, 19).replaceAll(':', '-')}`;
  return { causes, folder: writeDiagnosis(join(options.cwd, 'diagnostics'), name, all, mask) };
}

/** The state of a stack; undefined when there is no such stack, or it cannot be read: nothing of the cluster is told then. */
async function stateIfAny(stack: string, options: PulumiOptions): Promise<StackState | undefined> {
  try {
    return await readState(stack, options);
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}

async function versionsOf(kubectl: Kubectl, options: PulumiOptions): Promise<string> {
  const [commit, pulumi, cluster] = await Promise.all([
    textOf(() => run('git', ['describe', '--always', '--dirty'], options)),
    textOf(() => run('pulumi', ['version'], options)),
    textOf(() => kubectl.run(['version'])),
  ]);
  const machine = `node ${process.version}\n${process.platform} ${release()} on ${hostname()}\n`;
  return `project ${commit}pulumi ${pulumi}${machine}${cluster}`;
}

async function textOf(read: () => Promise<string>): Promise<string> {
  try {
    return `${await read()}\n`;
  } catch (error) {
    return `This could not be read: ${messageOf(error)}\n`;
  }
}

function summary(
  stack: string,
  now: number,
  problem: string | undefined,
  causes: readonly string[],
  reasons: readonly string[],
): string {
  const found = causes.length === 0 ? ['Nothing was found that is wrong.'] : causes;
  return [
    `${stack}, ${new Date(now).toISOString()}`,
    ...(problem === undefined ? [] : [`The command failed: ${problem}`]),
    '',
    ...found,
    ...(reasons.length === 0 ? [] : ['', 'What the command said:', ...reasons]),
    '',
  ].join('\n');
}
