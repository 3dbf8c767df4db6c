import assert from 'node:assert/strict';

import type { Throwaway } from '../../support/live/throwaway';
import type { TokensPods } from './pods';

/** The forms in which a secret could be written somewhere. */
function formsOf(secret: Buffer): string[] {
  const text = [secret.toString('base64'), secret.toString('base64url'), secret.toString('hex')];
  const plain = secret.toString();
  return [...text, secret.toString('hex').toUpperCase(), ...(plain.includes('\ufffd') ? [] : [plain])].map(
    (form) => form.replace(/=+$/, ''),
  );
}

/** The keys that the Secrets of a stack hold, as the programs get them. */
export async function keysInSecrets({ verifier }: TokensPods): Promise<Buffer[]> {
  const secrets = JSON.parse(await verifier.kubectl(['get', 'secrets', '--output=json'])) as {
    items: { data: { key?: string } }[];
  };
  return secrets.items.flatMap(({ data }) => (data.key === undefined ? [] : Buffer.from(data.key, 'base64')));
}

/**
 * Fails if one of the secrets is anywhere in clear: in a log, an object that is not a Secret, an output, the state, or
 * what Pulumi printed.
 *
 * @param secrets - as bytes; every usual encoding of them is looked for
 * @param printed - what Pulumi printed when it deployed the stack, if it was kept
 */
export async function assertNowhereInClear(
  stack: Throwaway,
  { creator, verifier, namespace, cluster }: TokensPods,
  secrets: readonly Buffer[],
  printed = '',
): Promise<void> {
  const state = await stack.export();
  const logs = await Promise.all(
    [creator, verifier].map(async (workload) =>
      Promise.all(
        (await workload.podNames()).map(async (pod) => {
          const name = workload === creator ? 'creator' : 'verifier';
          const [made, served] = [await workload.logs(pod, 'keycreator'), await workload.logs(pod, name)];
          assert.match(made, /the hash is written/);
          assert.match(served, /listening/);
          return made + served;
        }),
      ),
    ),
  );
  const kinds = ['pods,deployments,replicasets,services,configmaps,events', '--output=json'];
  const places = {
    state,
    outputs: JSON.stringify(stack.outputs),
    logs: logs.flat().join('\n'),
    objects: await cluster.kubectl(['get', `--namespace=${namespace}`, ...kinds]),
    printed,
  };
  const forms = secrets.flatMap(formsOf);
  // The same search finds the keys where they are: in the Secrets, and in the state when it is decrypted.
  const control = {
    Secrets: await cluster.kubectl(['get', `--namespace=${namespace}`, 'secrets', '--output=json']),
    'decrypted state': await stack.export({ decrypted: true }),
  };
  for (const [place, text] of Object.entries(control))
    assert.ok(
      forms.some((form) => text.includes(form)),
      `the ${place} must show it`,
    );
  for (const [place, text] of Object.entries(places)) {
    // Not by `includes` in a message: that would print what must not be seen.
    assert.equal(forms.filter((form) => text.includes(form)).length, 0, `the ${place} show it`);
  }
}
