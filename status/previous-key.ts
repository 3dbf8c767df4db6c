import { z } from 'zod';

import type { PodSpec } from '../graph/objects';
import { usesOf } from '../graph/uses';
import type { PreviousKey } from './report';

/** What the output `tokens` of a stack names. */
const tokensOutput = z.object({ namespace: z.string(), creator: z.string(), verifier: z.string() });

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: PodSpec & { readonly terminationGracePeriodSeconds?: number } };
  };
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly reason?: string;
      readonly lastUpdateTime?: string;
    }[];
  };
}

/**
 * Reads which key of the tokens was rotated out and is still accepted: verifiers have its Secret, and creators do not.
 *
 * @param cluster - the cluster that the stack is deployed to
 * @param outputs - the outputs of the stack
 * @returns null when there is none
 * @throws Error when the API server does not answer
 */
export async function readPreviousKey(
  cluster: { readonly kubectl: (args: readonly string[]) => Promise<string> },
  outputs: { readonly tokens?: unknown },
): Promise<PreviousKey | null> {
  const { data: tokens } = tokensOutput.safeParse(outputs.tokens);
  if (tokens === undefined) return null;
  const { namespace } = tokens;
  const { items } = JSON.parse(
    await cluster.kubectl(['get', 'deployments', '-n', namespace, '-o', 'json', '--request-timeout=5s']),
  ) as { readonly items: readonly Deployment[] };
  const [creator, verifier] = [tokens.creator, tokens.verifier].map((name) =>
    items.find(({ metadata }) => metadata.name === name),
  );
  if (creator === undefined || verifier === undefined) return null;
  const signing = secretsOf(creator);
  const secret = secretsOf(verifier).find((name) => !signing.includes(name));
  return secret === undefined ? null : { namespace, secret, neededUntil: neededUntil(creator) };
}

function secretsOf({ spec }: Deployment): readonly string[] {
  return usesOf(spec.template.spec)
    .filter(({ kind }) => kind === 'Secret')
    .map(({ name }) => name);
}

/** When the last token expires that a creator of before can have signed; null while such creators run. */
function neededUntil({ spec, status }: Deployment): string | null {
  const { terminationGracePeriodSeconds = 30, containers } = spec.template.spec;
  const rolledOut = status?.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'NewReplicaSetAvailable',
  )?.lastUpdateTime;
  const maxTtl = Number(containers[0]?.env?.find(({ name }) => name === 'MAX_TTL')?.value);
  if (rolledOut === undefined || Number.isNaN(maxTtl)) return null;
  const seconds = terminationGracePeriodSeconds + maxTtl;
  return new Date(Date.parse(rolledOut) + seconds * 1000).toISOString();
}
