import type { CommandOptions } from '../../local/host/command';
import { ask, type Command } from './ask';
import type { Finding, Verdict } from './finding';
import type { Script } from './scripts';

interface Report {
  readonly comments: readonly { readonly code: number; readonly line: number; readonly message: string }[];
}

/**
 * What shellcheck finds in scripts. A comment that turns it off in a script is a finding too, of the rule `directive`.
 */
export async function shellcheck(
  command: Command,
  scripts: readonly Script[],
  options: CommandOptions,
): Promise<Verdict> {
  const findings: Finding[] = [];
  for (const { place, shell, text } of scripts) {
    const args = ['--norc', `--shell=${shell}`, '--format=json1', '-'];
    const { comments } = (await ask(command, args, { ...options, input: text })) as Report;
    for (const { code, line, message } of comments)
      findings.push({ rule: `SC${code}`, place, message: `line ${line}: ${message}` });
    if (/#\s*shellcheck\s.*disable=/.test(text))
      findings.push({ rule: 'directive', place, message: 'a comment turns shellcheck off' });
  }
  return { findings, judged: scripts.length };
}
