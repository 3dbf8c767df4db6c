import assert from 'node:assert/strict';

import type { TokensArgs } from '../../../components/tokens/tokens';
import { tokensSettings } from '../../../components/tokens/settings';
import { revealed } from '../../support/unit/recording';
import { keysOf, makeTokens } from './make-tokens';

/** The keys that the component creates with these arguments, and the Secrets that each kind of pod uses. */
async function keysWith(args: Partial<TokensArgs>) {
  const { recording, pod } = await makeTokens(args);
  const secrets = recording.all('kubernetes:core/v1:Secret');
  return {
    recording,
    secrets,
    random: recording.all('random:index/randomBytes:RandomBytes').map(({ name }) => name),
    names: secrets.map(({ name }) => name),
    creator: keysOf(pod('creator')),
    verifier: keysOf(pod('verifier')),
  };
}

/** The key in a Secret; throws unless it is secret in the state too. */
function keyIn(secret: { inputs: { data: unknown } }): string {
  const { data } = secret.inputs as { data: { key?: unknown } };
  const encoded = data.key === undefined ? (revealed(data) as { key: string }).key : revealed(data.key);
  return Buffer.from(encoded as string, 'base64').toString();
}

describe('the keys of the tokens', () => {
  it('are random, in an immutable Secret, and secret in the state', async () => {
    const { secrets, random } = await keysWith({});
    assert.deepEqual(random, ['tokens-key-1']);
    assert.equal(secrets.length, 1);
    const { inputs } = secrets[0]!;
    assert.equal(inputs.immutable, true);
    assert.equal(inputs.metadata.name, undefined);
    assert.equal(Buffer.from(keyIn(secrets[0]!), 'base64').length, 32);
  });

  it('are a single key at first, which creators and verifiers have', async () => {
    const { creator, verifier } = await keysWith({});
    assert.deepEqual(creator, { KEY_CURRENT_FILE: 'tokens-key-1-picked' });
    assert.deepEqual(verifier, creator);
  });

  it('get a new key by a rotation, after which only the verifiers have the previous one', async () => {
    const { random, names, creator, verifier } = await keysWith({ keyGeneration: 2 });
    assert.deepEqual(random.sort(), ['tokens-key-1', 'tokens-key-2']);
    assert.deepEqual(names.sort(), random);
    assert.deepEqual(creator, { KEY_CURRENT_FILE: 'tokens-key-2-picked' });
    assert.deepEqual(verifier, {
      KEY_CURRENT_FILE: 'tokens-key-2-picked',
      KEY_PREVIOUS_FILE: 'tokens-key-1-picked',
    });
  });

  it('are two after any rotation: older keys are deleted', async () => {
    const { names, verifier } = await keysWith({ keyGeneration: 7 });
    assert.deepEqual(names.sort(), ['tokens-key-6', 'tokens-key-7']);
    assert.deepEqual(verifier, {
      KEY_CURRENT_FILE: 'tokens-key-7-picked',
      KEY_PREVIOUS_FILE: 'tokens-key-6-picked',
    });
  });

  it('are a single one again when the one before is retired, and in one step for a leaked key', async () => {
    for (const [keyGeneration, oldestGeneration] of [
      [7, 7],
      [2, 2],
    ]) {
      const { random, names, creator, verifier } = await keysWith({ keyGeneration, oldestGeneration });
      assert.deepEqual(random, [`tokens-key-${keyGeneration}`]);
      assert.deepEqual(names, random);
      assert.deepEqual(verifier, { KEY_CURRENT_FILE: `tokens-key-${keyGeneration}-picked` });
      assert.deepEqual(creator, verifier);
    }
    const next = await keysWith({ keyGeneration: 8, oldestGeneration: 7 });
    assert.equal(next.verifier.KEY_PREVIOUS_FILE, 'tokens-key-7-picked');
    const own = await keysWith({ keyGeneration: 3, oldestGeneration: 4, signingKey: 'k'.repeat(32) });
    assert.deepEqual(own.random, []);
    assert.deepEqual(own.verifier, { KEY_CURRENT_FILE: 'tokens-key-own-picked' });
  });

  it('are the keys of the stack when it sets them', async () => {
    const own = { signingKey: 'the key to sign with', previousSigningKey: 'the key of before it' };
    const { secrets, random, creator, verifier } = await keysWith(own);
    assert.deepEqual(random, []);
    assert.deepEqual(secrets.map(keyIn).sort(), Object.values(own).sort());
    assert.deepEqual(creator, { KEY_CURRENT_FILE: 'tokens-key-own-picked' });
    assert.deepEqual(verifier, {
      KEY_CURRENT_FILE: 'tokens-key-own-picked',
      KEY_PREVIOUS_FILE: 'tokens-key-own-previous-picked',
    });
  });

  it('keep tokens of the random key valid when the stack sets its first own key, and the reverse', async () => {
    const first = await keysWith({ keyGeneration: 3, signingKey: 'the key to sign with' });
    assert.deepEqual(first.random, ['tokens-key-3']);
    assert.deepEqual(first.creator, { KEY_CURRENT_FILE: 'tokens-key-own-picked' });
    assert.equal(first.verifier.KEY_PREVIOUS_FILE, 'tokens-key-3-picked');

    const back = await keysWith({ keyGeneration: 3, previousSigningKey: 'the key to sign with' });
    assert.deepEqual(back.random, ['tokens-key-3']);
    assert.deepEqual(back.creator, { KEY_CURRENT_FILE: 'tokens-key-3-picked' });
    assert.equal(back.verifier.KEY_PREVIOUS_FILE, 'tokens-key-own-previous-picked');
  });

  it('are in the inputs of no resource other than the Secrets', async () => {
    const own = { signingKey: 'the key to sign with', previousSigningKey: 'the key of before it' };
    const { recording } = await keysWith(own);
    const others = recording.resources.filter(({ type }) => type !== 'kubernetes:core/v1:Secret');
    const text = JSON.stringify(others.map(({ inputs }) => inputs as unknown));
    for (const key of Object.values(own)) {
      assert.ok(!text.includes(key));
      assert.ok(!text.includes(Buffer.from(key).toString('base64')));
    }
  });
});

describe("the setting of the stack's own key", () => {
  for (const [setting, least] of [
    ['signingKey', 32],
    ['previousSigningKey', 16],
  ] as const) {
    it(`${setting} accepts text of ${least} to 4096 bytes, and is a secret`, () => {
      const { schema, secret } = tokensSettings[setting];
      const takes = (value: unknown): boolean => schema.safeParse(value).success;
      assert.equal(secret, true);
      for (const key of ['k'.repeat(least), 'é'.repeat(least / 2), 'k'.repeat(4096)]) assert.ok(takes(key));
      for (const key of ['', 'k'.repeat(least - 1), 'k'.repeat(4097), 7, true, ['k'.repeat(least)]]) {
        assert.equal(takes(key), false, JSON.stringify(key));
      }
    });
  }
});
