import assert from 'node:assert/strict';

import { statusText } from '../../../cli/status-text';
import { readPreviousKey } from '../../../status/previous-key';
import type { PreviousKey, StatusReport } from '../../../status/report';

const tokens = { namespace: 'tokens', creator: 'creator', verifier: 'verifier' };
const rolledOut = { type: 'Progressing', reason: 'NewReplicaSetAvailable' };

/** A Deployment as the API returns it, whose keycreator gets the keys of these Secrets. */
function deployment(name: string, secrets: readonly string[], conditions: readonly object[] = []): object {
  const env = secrets.map((secret) => ({ name: secret, valueFrom: { secretKeyRef: { name: secret } } }));
  const spec = {
    terminationGracePeriodSeconds: 20,
    initContainers: [{ name: 'keycreator', env }],
    containers: [{ name, env: [{ name: 'MAX_TTL', value: '3600' }] }],
  };
  return { metadata: { name }, spec: { template: { spec } }, status: { conditions } };
}

function read(
  items: readonly object[],
  outputs: { tokens?: object } = { tokens },
): Promise<PreviousKey | null> {
  const kubectl = (): Promise<string> => Promise.resolve(JSON.stringify({ items }));
  return readPreviousKey({ kubectl }, outputs);
}

describe('the previous key of the tokens', () => {
  it('is that which only verifiers have, needed until the last token of an old creator has expired', async () => {
    const lastUpdateTime = '2026-11-28T07:00:00Z';
    const items = [
      deployment('verifier', ['tokens-key-2-1234abcd', 'tokens-key-1-89abcdef']),
      deployment('creator', ['tokens-key-2-1234abcd'], [{ ...rolledOut, lastUpdateTime }]),
    ];
    assert.deepEqual(await read(items), {
      namespace: 'tokens',
      secret: 'tokens-key-1-89abcdef',
      neededUntil: '2026-11-28T08:00:20.000Z',
    });
  });

  it('has no end while creators are replaced, which may still sign with it', async () => {
    const items = [
      deployment('verifier', ['b', 'a']),
      deployment('creator', ['b'], [{ type: 'Progressing', reason: 'ReplicaSetUpdated' }]),
    ];
    assert.equal((await read(items))?.neededUntil, null);
  });

  it('is none before the first rotation, once it is retired, and without the system', async () => {
    const items = [deployment('verifier', ['a']), deployment('creator', ['a'])];
    assert.equal(await read(items), null);
    assert.equal(await read([]), null);
    assert.equal(await read(items, {}), null);
  });

  it('is shown with the time until which it is needed, and then with the command that retires it', () => {
    const shown = (secret: string, neededUntil: string | null): string => {
      const previousKey = { namespace: 'tokens', secret, neededUntil };
      const nothing = { systems: [], pods: [], policies: [], staticPolicies: [], urls: {} };
      const drift = { gone: [], changed: [] };
      const report: StatusReport = {
        version: 1,
        well: true,
        parts: [],
        unread: null,
        ...nothing,
        drift,
        previousKey,
      };
      return /^Previous key of the tokens\n {2}(.*)$/m.exec(statusText(report))?.[1] ?? '';
    };
    const [past, future] = ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
    const random = 'tokens-key-4-1234abcd';
    assert.equal(shown(random, future), `tokens/${random}: needed until ${future}`);
    assert.equal(shown(random, null), `tokens/${random}: needed, since creators may still sign with it`);
    assert.equal(
      shown(random, past),
      `tokens/${random}: not needed any more: \`pulumi config set --path tokens.oldestGeneration 5\` and \`pulumi up\` retire it`,
    );
    assert.match(
      shown('tokens-key-own-previous-1234abcd', past),
      /`pulumi config rm --path tokens\.previousSigningKey` and/,
    );
  });
});
