import { tryRun, type CommandOptions } from '../../local/host/command';

/** One check that passes or throws, with what is wrong as its message. */
export interface Check {
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** Runs a command that has to succeed; fails with everything that it printed. */
export async function succeed(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const { status, stdout, stderr } = await tryRun(command, args, options);
  if (status !== 0) throw new Error([stdout, stderr].filter((text) => text !== '').join('\n'));
}
