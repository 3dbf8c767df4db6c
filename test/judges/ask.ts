import { tryRun, type CommandOptions } from '../../local/host/command';

/** How a judge is called: its program with the arguments before all others. */
export type Command = readonly [string, ...string[]];

/**
 * Runs a judge, and reads what it prints as JSON. Its exit status is not asked: it is not 0 when something is found.
 *
 * @throws Error with its messages when it prints something else
 */
export async function ask(
  [program, ...first]: Command,
  args: readonly string[],
  options: CommandOptions,
): Promise<unknown> {
  const { status, stdout, stderr } = await tryRun(program, [...first, ...args], options);
  try {
    return JSON.parse(stdout);
  } catch {
    const printed = `${stdout}\n${stderr}`.trim();
    throw new Error(
      `${[program, ...first].join(' ')} ended with status ${status}, and printed no JSON: ${printed}`,
    );
  }
}
