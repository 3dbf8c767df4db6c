import assert from 'node:assert/strict';

import type { Cluster } from '../../support/live/cluster';
import type { Outputs } from '../../support/live/outputs';
import { signingKey, type SigningKey } from './jwt';
import { Workload } from '../../support/live/workload';

/** The creators and verifiers of a stack. */
export interface TokensPods {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly urls: { readonly creator: string; readonly verifier: string };
  readonly creator: Workload;
  readonly verifier: Workload;
}

/** Finds the creators and verifiers that a stack says it has. */
export async function tokensOf(cluster: Cluster, { tokens, urls }: Outputs): Promise<TokensPods> {
  assert.ok(tokens && urls.creator && urls.verifier, 'the stack has the system tokens');
  const { namespace } = tokens;
  const [creator, verifier] = await Promise.all([
    Workload.find(cluster, namespace, `deployment/${tokens.creator}`),
    Workload.find(cluster, namespace, `deployment/${tokens.verifier}`),
  ]);
  assert.equal(creator.replicas, tokens.creatorReplicas);
  assert.equal(verifier.replicas, tokens.verifierReplicas);
  return { cluster, namespace, urls: { creator: urls.creator, verifier: urls.verifier }, creator, verifier };
}

/** The keys that a verifier pod knows, the current one first. What it prints stays in the test. */
export async function keysOf(verifier: Workload, pod: string): Promise<SigningKey[]> {
  const script = 'print(open("/keys/jwks.json").read())';
  const set = JSON.parse(await verifier.exec(pod, 'verifier', ['python', '-c', script])) as {
    keys: { kid: string; k: string }[];
  };
  return set.keys.map(({ kid, k }) => {
    const key = signingKey(Buffer.from(k, 'base64url'));
    assert.equal(key.kid, kid);
    return key;
  });
}
