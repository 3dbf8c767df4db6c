import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import { Failure, messageOf } from '../local/host/failure';
import { PROGRESS } from '../preview/plan';
import { destroyStack, Held, type DataWish } from '../destroy/destroy';
import type { Remain } from '../destroy/remains';
import type { Context } from './context';
import { Diagnosed, diagnosing } from './diagnosing';
import { STACK } from './stack';
import { optionsFor } from './stack-options';

const USAGE = 'npm run destroy -- [STACK] [--keep-data | --delete-data] [--minutes N] [--yes]';
/** The exit status when the teardown does not end in time. */
const HELD = 3;
/** How long a teardown may take, in minutes. */
const MINUTES = 10;

/** What `npm run destroy` is asked for. */
export interface DestroyArguments {
  readonly stack: string;
  readonly data: DataWish;
  readonly minutes: number;
  /** Whether it is not asked again. */
  readonly yes: boolean;
}

/**
 * Reads the arguments of `npm run destroy`.
 *
 * @throws Failure when one is not known or not allowed
 */
export function destroyArguments(args: readonly string[]): DestroyArguments {
  const options = {
    'keep-data': { type: 'boolean' },
    'delete-data': { type: 'boolean' },
    minutes: { type: 'string' },
    yes: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [stack = STACK, ...more] = positionals;
    if (more.length > 0) throw new Error('one stack at a time');
    const { 'keep-data': keep, 'delete-data': remove, minutes: given = String(MINUTES) } = values;
    if (keep && remove) throw new Error('it is --keep-data or --delete-data, not both');
    const minutes = Number(given);
    if (!(minutes >= 1 && minutes <= 120)) throw new Error('--minutes is from 1 to 120');
    const data = keep ? 'keep' : remove ? 'delete' : 'as the settings say';
    return { stack, data, minutes, yes: values.yes ?? false };
  } catch (error) {
    throw new Failure(`${messageOf(error)}. Usage: ${USAGE}`, { cause: error });
  }
}

/** Asks for the name of the stack; without a terminal, `--yes` is needed. */
async function confirm(
  { stack, data, yes }: DestroyArguments,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new Failure(`Without a terminal, --yes is needed. Usage: ${USAGE}`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const what = data === 'delete' ? 'the stack and ALL ITS DATA' : 'the stack';
    const question = `Type ${stack} to destroy ${what}: `;
    const answer = await terminal.question(question, signal ? { signal } : {});
    if (answer.trim() !== stack) throw new Failure('Nothing was destroyed.');
  } finally {
    terminal.close();
  }
}

/**
 * `npm run destroy`: destroys a stack, and asks the cluster whether anything is left. The exit status is 3 when that does not end
 * in time.
 */
export async function destroy(context: Context, args: readonly string[]): Promise<number> {
  const wanted = destroyArguments(args);
  const { stack, data, minutes } = wanted;
  const options = await optionsFor(stack, context, 'destroy');
  await confirm(wanted, context.options.signal);
  const say = (line: string): void => {
    if (!PROGRESS.test(line)) process.stdout.write(`${line}\n`);
  };
  try {
    const bound = minutes * 60_000;
    const left = await diagnosing(stack, context, () => destroyStack(stack, { data, bound, say }, options));
    process.stdout.write(leftText(stack, left));
    return 0;
  } catch (error) {
    if (!(error instanceof Diagnosed && error.cause instanceof Held)) throw error;
    process.stderr.write(`error: ${error.message}\n${error.details}`);
    return HELD;
  }
}

/** What is left, as the cluster says. */
function leftText(stack: string, left: readonly Remain[]): string {
  if (left.length === 0) return `Nothing is left of ${stack} in the cluster.\n`;
  const names = left.map(({ object, namespace }) =>
    object === `namespace/${namespace}` ? object : `${object} of ${namespace}`,
  );
  return `Only the data of ${stack} is left: ${names.join(', ')}.\n\`npm run destroy -- ${stack} --delete-data\` deletes it; the next deployment takes it up again.\n`;
}
