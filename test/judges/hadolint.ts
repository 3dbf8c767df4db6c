import { relative } from 'node:path';

import type { CommandOptions } from '../../local/host/command';
import { ask, type Command } from './ask';
import type { Verdict } from './finding';

interface Problem {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/**
 * What hadolint finds in Dockerfiles, also in the shell commands in them.
 *
 * @param project - the folder to which the places are relative
 */
export async function hadolint(
  command: Command,
  files: readonly string[],
  project: string,
  options: CommandOptions,
): Promise<Verdict> {
  if (files.length === 0) return { findings: [], judged: 0 };
  const args = ['--format=json', '--disable-ignore-pragma', ...files];
  const problems = (await ask(command, args, options)) as Problem[];
  const findings = problems.map(({ code: rule, file, line, message }) => ({
    rule,
    place: relative(project, file),
    message: `line ${line}: ${message}`,
  }));
  return { findings, judged: files.length };
}
