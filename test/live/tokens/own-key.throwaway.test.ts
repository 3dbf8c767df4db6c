import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { beside } from '../../support/live/beside';
import { twoFreeNodePorts, usedNodePorts } from '../../support/live/node-ports';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';
import { ask, mint, present } from './api';
import { claimsOf, kidOf } from './jwt';
import { assertSigned, underLoad } from './load';
import { keysOf, tokensOf, type TokensPods } from './pods';
import { assertNowhereInClear, keysInSecrets } from './secrecy';

describe('The tokens of a stack with a key and NodePorts of its own', function () {
  this.timeout(180_000);
  const keys = ['own', 'next'].map((name) => `${name}-${randomBytes(24).toString('hex')}`);
  const [own, next] = keys as [string, string];
  const printed: string[] = [];
  let stack: Throwaway;
  let tokens: TokensPods;
  let ports: [number, number];

  before(async () => {
    const [creatorNodePort, verifierNodePort] = (ports = await twoFreeNodePorts(beside.cluster));
    stack = await unsharedThrowaway('tokens', beside);
    printed.push(await stack.up({ creatorNodePort, verifierNodePort, signingKey: { secret: own } }));
    tokens = await tokensOf(beside.cluster, stack.outputs);
  });

  it('are made at one of the ports and verified at the other, and no further port is open', async () => {
    const { creator, verifier } = tokens.urls;
    assert.deepEqual(
      [creator, verifier].map((url) => Number(new URL(url).port)),
      ports,
    );
    const token = await mint(creator, { sub: 'ana' });
    assert.deepEqual(await present(verifier, token), { status: 200, data: claimsOf(token) });
    assert.equal((await present(creator, token)).status, 404, 'the port of the creator does not verify');
    assert.equal((await ask(verifier, { sub: 'ana' })).status, 404, 'that of the verifier makes none');
    assert.deepEqual(
      await usedNodePorts(beside.cluster, tokens.namespace),
      [...ports].sort((one, other) => one - other),
    );
  });

  it('have another key after a rotation under load, which fails no request: those of before stay valid', async () => {
    const { creator, verifier, urls } = tokens;
    const before = await mint(urls.creator, { sub: 'before', ttl: 3600 });
    const { kids } = await underLoad(urls, async () => {
      const rotated = { signingKey: { secret: next }, previousSigningKey: { secret: own } };
      printed.push(await stack.up(rotated));
      await Promise.all([creator.allServing(), verifier.allServing()]);
    });
    assert.equal(kids.length, 2);
    assert.equal(kids[0], kidOf(before));
    await assertSigned(urls.creator, kids[1]!);
    assert.deepEqual(await present(urls.verifier, before), { status: 200, data: claimsOf(before) });
    for (const pod of await verifier.podNames()) {
      const known = await keysOf(verifier, pod);
      assert.deepEqual(known.map(({ kid }) => kid).reverse(), kids, pod);
    }
  });

  it('have keys that are in the Secrets and nowhere else in clear, nor are their hashes', async () => {
    const stored = await keysInSecrets(tokens);
    const texts = stored.map((key) => key.toString());
    // Not compared by deepEqual, whose message would show them.
    // Before the rotation only the first was ever set, and the random key beside it.
    const set = keys.slice(0, printed.length);
    assert.ok(texts.length === 2 && set.every((key) => texts.includes(key)), 'each is in a Secret');
    const [pod] = await tokens.verifier.podNames();
    const hashes = (await keysOf(tokens.verifier, pod!)).map(({ hash }) => hash);
    await assertNowhereInClear(stack, tokens, [...stored, ...hashes], printed.join('\n'));
  });
});
