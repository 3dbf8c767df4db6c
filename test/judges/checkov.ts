import type { CommandOptions } from '../../local/host/command';
import { ask, type Command } from './ask';
import type { Verdict } from './finding';

/** Checkov asks nobody on the network: neither for rules of its vendor nor for their guidelines. */
const args = ['--framework=kubernetes', '--skip-download', '--quiet', '--compact', '--output=json'];

interface Report {
  readonly summary: {
    readonly skipped: number;
    readonly parsing_errors: number;
    readonly resource_count: number;
  };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      /** Such as `Deployment.tokens.creator`. */
      readonly resource: string;
    }[];
  };
}

/**
 * What checkov finds in objects.
 *
 * @param files - their files
 * @throws Error when it cannot read a file, or an annotation of an object answers a finding
 */
export async function checkov(
  command: Command,
  files: readonly string[],
  options: CommandOptions,
): Promise<Verdict> {
  const report = (await ask(command, [...args, '--file', ...files], options)) as Partial<Report>;
  const { summary, results } = report;
  // With nothing to judge, it prints only counts.
  if (summary === undefined || results === undefined) return { findings: [], judged: 0 };
  if (summary.parsing_errors > 0) throw new Error(`checkov cannot read ${summary.parsing_errors} files`);
  if (summary.skipped > 0)
    throw new Error(
      `annotations answer ${summary.skipped} findings of checkov: test/judges/answers.ts is for that`,
    );
  const findings = results.failed_checks.map(({ check_id: rule, check_name: message, resource }) => {
    const [kind = '', ...names] = resource.split('.');
    return { rule, place: `${kind} ${names.join('/')}`, message };
  });
  return { findings, judged: summary.resource_count };
}
