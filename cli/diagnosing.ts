import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

import { diagnose, type Circumstances, type Diagnosis } from '../diagnose/diagnose';
import { Cluster } from '../local/cluster/cluster';
import { logFile } from '../local/host/daemon';
import { Failure, messageOf } from '../local/host/failure';
import { DeploymentFailure } from '../preview/deployment-failure';
import { layoutWithoutTools, type Context } from './context';
import { isLocal, optionsFor } from './stack-options';

/** How much of the log of each part is kept, in lines from its end. */
const PART_LINES = 500;

/** A failure after which a diagnosis was written. */
export class Diagnosed extends Failure {
  /**
   * @param message - what is wrong and how to fix it
   * @param details - what the diagnosis found, and where it is: lines, each with its end
   */
  constructor(
    message: string,
    readonly details: string,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The lines that a diagnosis adds to the message of a failure; none without one. */
export function detailsOf(error: unknown): string {
  return error instanceof Diagnosed ? error.details : '';
}

/**
 * Does something with a stack. When that fails, a diagnosis is written.
 *
 * @param stack - the name of the stack
 * @throws Diagnosed instead of what the work throws, unless the user has stopped it
 */
export async function diagnosing<T>(stack: string, context: Context, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (context.options.signal?.aborted) throw error;
    throw new Diagnosed(messageOf(error), await diagnosisText(stack, context, error), { cause: error });
  }
}

/**
 * Writes a diagnosis of a stack, and tells what it found.
 *
 * @param problem - what was thrown; undefined when nothing has failed
 * @returns lines, each with its end: at most three causes, then the path of the folder
 */
export async function diagnosisText(stack: string, context: Context, problem?: unknown): Promise<string> {
  try {
    const options = await optionsFor(stack, context, 'diagnose');
    const local = (await isLocal(stack, context)) ? await localCircumstances(context) : {};
    const reasons = problem instanceof DeploymentFailure ? problem.reasons : [];
    const why = problem === undefined ? {} : { problem: messageOf(problem), reasons };
    return renderDiagnosis(await diagnose(stack, { ...local, ...why }, options), context.paths.project);
  } catch (error) {
    context.options.signal?.throwIfAborted();
    return `No diagnosis was written: ${messageOf(error)}\n`;
  }
}

/** The lines of a diagnosis, the path of its folder last. */
export function renderDiagnosis({ causes, folder }: Diagnosis, project: string): string {
  return [...causes.map((cause) => `  ▸ ${cause}`), `Diagnosis: ${relative(project, folder)}`]
    .map((line) => `${line}\n`)
    .join('');
}

/** What the local cluster itself tells. */
async function localCircumstances({ paths, options }: Context): Promise<Circumstances> {
  const layout = await layoutWithoutTools(paths, options);
  const parts = new Cluster(layout, options).parts();
  const logs = parts.flatMap(({ name }) => {
    try {
      const lines = readFileSync(logFile(layout.daemons, name), 'utf8').split('\n');
      return [[name, lines.slice(-PART_LINES).join('\n')] as const];
    } catch {
      return []; // It has not run yet.
    }
  });
  const stopped = parts.filter(({ pid }) => pid === undefined).map(({ name }) => name);
  return { stoppedParts: stopped, partLogs: new Map(logs) };
}
