import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { tokensRanges } from '../../../components/tokens/defaults';
import { live, onlyWith } from '../../support/live/live';
import { forward, type ForwardedPort } from '../../support/live/port-forward';
import { ask, mint, present } from './api';
import { claimsOf, craft, kidOf, signingKey, type Part, type SigningKey } from './jwt';
import { keysOf, tokensOf, type TokensPods } from './pods';

describe('The creators and verifiers', function () {
  this.timeout(60_000);
  onlyWith('tokens');
  let tokens: TokensPods;
  let creators: ForwardedPort[] = [];
  let verifiers: ForwardedPort[] = [];
  let key: SigningKey;
  let issuer: string;

  before(async () => {
    const { cluster, stack } = live;
    tokens = await tokensOf(cluster, stack.outputs);
    const { creator, verifier, namespace } = tokens;
    await Promise.all([creator.allServing(), verifier.allServing()]);
    const verifierPods = await verifier.podNames();
    creators = await Promise.all(
      (await creator.podNames()).map((pod) => forward(cluster, namespace, pod, 8000)),
    );
    verifiers = await Promise.all(verifierPods.map((pod) => forward(cluster, namespace, pod, 5000)));
    [key] = (await keysOf(verifier, verifierPods[0]!)) as [SigningKey];
    issuer = claimsOf(await mint(tokens.urls.creator, { sub: 'ana' })).iss as string;
  });

  after(async () => {
    await Promise.all([...creators, ...verifiers].map(({ close }) => close()));
  });

  it('understand each other: a token of any creator is valid at every verifier', async () => {
    for (const creator of creators) {
      const token = await mint(creator.url, { sub: 'ana', ttl: 60, roles: ['admin'] });
      const { sub, roles, iat, exp } = claimsOf(token);
      assert.deepEqual([sub, roles, Number(exp) - Number(iat)], ['ana', ['admin'], 60]);
      assert.equal(kidOf(token), key.kid);
      for (const verifier of verifiers) {
        assert.deepEqual(await present(verifier.url, token), { status: 200, data: claimsOf(token) });
      }
    }
  });

  it('answer at their NodePorts too', async () => {
    const token = await mint(tokens.urls.creator, { sub: 'ana' });
    const { status, data } = await present(tokens.urls.verifier, token);
    assert.equal(status, 200);
    assert.deepEqual(data, claimsOf(token));
  });

  /** Tokens that are wrong in one thing, by the reason that they have to be refused for. */
  function wrongTokens(): [name: string, token: string, reason: RegExp][] {
    const now = Math.floor(Date.now() / 1000);
    const header = { alg: 'HS256', typ: 'JWT', kid: key.kid };
    const claims = { sub: 'ana', iss: issuer, iat: now - 60, exp: now + 60, jti: 'crafted' };
    const valid = craft(header, claims, key.hash);
    const other = signingKey(randomBytes(32));
    const wrong = (head: Part, body: Part = claims, hash = key.hash): string => craft(head, body, hash);
    const unsigned = (token: string): string => token.slice(0, token.lastIndexOf('.') + 1);
    const [head, , signature] = valid.split('.');
    const otherClaims = craft(header, { ...claims, sub: 'eva' }, other.hash).split('.')[1]!;
    const tampered = valid.slice(0, -5) + (valid.at(-5) === 'A' ? 'B' : 'A') + valid.slice(-4);
    const algorithm = /algorithm must be HS256/;
    const malformed = /malformed/;
    return [
      ['alg none', unsigned(wrong({ ...header, alg: 'none' })), algorithm],
      ['alg none, signed', wrong({ ...header, alg: 'none' }), algorithm],
      ['alg nOnE', unsigned(wrong({ ...header, alg: 'nOnE' })), algorithm],
      ['alg HS512', craft({ ...header, alg: 'HS512' }, claims, key.hash, 'sha512'), algorithm],
      ['alg RS256', wrong({ ...header, alg: 'RS256' }), algorithm],
      ['no signature', unsigned(valid), /signature is wrong/],
      ['tampered claims', `${head}.${otherClaims}.${signature}`, /signature is wrong/],
      ['a tampered signature', tampered, /signature is wrong/],
      ['expired', wrong(header, { ...claims, exp: now - 1 }), /has expired/],
      ['without an end', wrong(header, { ...claims, exp: undefined }), /exp is missing/],
      ['not valid yet', wrong(header, { ...claims, nbf: now + 60 }), /not valid yet/],
      ['issued in the future', wrong(header, { ...claims, iat: now + 60 }), /not valid yet/],
      ['for 15 years', wrong(header, { ...claims, exp: now + 15 * 365 * 24 * 3600 }), /valid for more than/],
      ['another key', wrong({ ...header, kid: other.kid }, claims, other.hash), /is not known/],
      ['another key with the id of ours', wrong(header, claims, other.hash), /signature is wrong/],
      ['no key id', wrong({ alg: 'HS256' }), /does not name the key/],
      ['crit', wrong({ ...header, crit: ['exp'] }), /more than alg, kid and typ/],
      ['another issuer', wrong(header, { ...claims, iss: `${issuer}-not` }), /another issuer/],
      ['oversized', wrong(header, { ...claims, x: 'x'.repeat(8192) }), /longer than 8192/],
      ['two parts', valid.slice(0, valid.lastIndexOf('.')), malformed],
      ['not base64url', `${valid}=`, malformed],
      ['claims that are no JSON', craft(header, Buffer.from('{'), key.hash), malformed],
      ['nothing', '', malformed],
      ['words', 'this is no token', malformed],
    ];
  }

  it('agree on what is valid: the same token made by hand is taken by every verifier', async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: 'ana', iss: issuer, iat: now - 60, exp: now + 60, jti: 'crafted' };
    const token = craft({ alg: 'HS256', typ: 'JWT', kid: key.kid }, claims, key.hash);
    for (const { url } of verifiers) assert.deepEqual((await present(url, token)).data, claims);
  });

  it('refuse what is wrong with any other token, with the reason, at every verifier', async () => {
    for (const { url } of verifiers) {
      for (const [name, token, reason] of wrongTokens()) {
        const { status, data } = await present(url, token);
        assert.equal(status, 401, name);
        assert.match(data.error as string, reason, name);
      }
    }
  });

  it('refuse claims that nobody may ask for, at every creator', async () => {
    for (const { url } of creators) {
      for (const claims of [
        {},
        { sub: '' },
        { sub: 'ana', ttl: tokensRanges.maxTtl.atMost + 1 },
        { sub: 'ana', exp: 1 },
      ]) {
        const { status, data } = await ask(url, claims);
        assert.equal(status, 422, JSON.stringify(claims));
        assert.equal(typeof data.error, 'string');
      }
    }
  });
});
