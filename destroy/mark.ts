import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { markKey } from '../components/kubernetes/annotations';
import { run, type PulumiOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import type { Kubectl } from './kubectl';

/** The organization in every backend but Pulumi's cloud, which has others. */
const NO_ORGANIZATION = 'organization';

/**
 * The mark of a stack, by which its namespaces are known when its state has them no more.
 *
 * @param stack - the name of the stack, or its organization, project and name
 * @throws Failure when the organization is not known
 */
export async function markOf(stack: string, options: PulumiOptions): Promise<string> {
  if (stack.split('/').length === 3) return stack;
  const { url } = JSON.parse(await run('pulumi', ['whoami', '--json'], options)) as { url?: string };
  if (url?.startsWith('http') ?? true)
    throw new Failure(
      `Name the stack as ORGANIZATION/PROJECT/${stack}: by all three its data is known in the cluster.`,
    );
  const { name } = parse(readFileSync(join(options.cwd, 'Pulumi.yaml'), 'utf8')) as { name: string };
  return `${NO_ORGANIZATION}/${name}/${stack}`;
}

/** The namespaces in the cluster that have a mark. */
export async function namespacesMarked(kubectl: Kubectl, mark: string): Promise<string[]> {
  const ours = await kubectl.list(['namespaces', '--selector=app.kubernetes.io/part-of=shared-keys']);
  return ours
    .filter(({ metadata }) => metadata.annotations?.[markKey] === mark)
    .map(({ metadata }) => metadata.name);
}
