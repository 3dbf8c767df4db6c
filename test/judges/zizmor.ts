import { relative, resolve } from 'node:path';

import type { CommandOptions } from '../../local/host/command';
import { ask, type Command } from './ask';
import type { Finding, Verdict } from './finding';

/** It asks nobody on the network, and no comment or file answers a finding. */
const args = [
  '--offline',
  '--no-config',
  '--no-ignores',
  '--no-progress',
  '--no-exit-codes',
  '--format=json-v1',
];

interface Found {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: {
      readonly key: { readonly Local?: { readonly verbatim_path: string } };
      readonly annotation: string;
      readonly route: { readonly route: readonly ({ readonly Key: string } | { readonly Index: number })[] };
      readonly kind: string;
    };
  }[];
}

/**
 * What zizmor finds in workflows, in the actions that they use, and in the settings of Dependabot.
 *
 * @param files - their files
 * @param project - the folder to which the places are relative
 */
export async function zizmor(
  command: Command,
  files: readonly string[],
  project: string,
  options: CommandOptions,
): Promise<Verdict> {
  if (files.length === 0) return { findings: [], judged: 0 };
  const found = (await ask(command, [...args, ...files], options)) as Found[];
  return { findings: found.map((one) => findingOf(one, project)), judged: files.length };
}

function findingOf({ ident: rule, desc, locations }: Found, project: string): Finding {
  const primary = (locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0])?.symbolic;
  const file = relative(project, resolve(project, primary?.key.Local?.verbatim_path ?? ''));
  // The job, not its step: a step before it would change the place.
  const steps = (primary?.route.route ?? []).slice(0, 2);
  const route = steps.map((step) => ('Key' in step ? step.Key : step.Index)).join('.');
  return { rule, place: `${file} ${route}`.trim(), message: `${desc}: ${primary?.annotation ?? ''}` };
}
