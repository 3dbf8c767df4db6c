import assert from 'node:assert/strict';

import { readPreviousKey } from '../../../status/previous-key';
import { runBeside } from '../../support/live/ephemeral';
import { beside } from '../../support/live/beside';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { mint, present } from './api';
import { kidOf } from './jwt';
import { assertSigned, TokensLoad, underLoad, type LoadRecord } from './load';
import { keysOf, tokensOf, type TokensPods } from './pods';
import { assertNowhereInClear, keysInSecrets } from './secrecy';
import type { Workload } from '../../support/live/workload';

/** The fewest requests a second that count as a load. */
const LEAST_RATE = 20;

describe('The key of the tokens', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let tokens: TokensPods;
  let ofFirst: string;

  before(async () => {
    stack = await throwaway('tokens', beside);
    tokens = await tokensOf(beside.cluster, stack.outputs);
    ofFirst = await mint(tokens.urls.creator, { sub: 'first', ttl: 3600 });
  });

  it('has the same hash in every pod', async () => {
    const { creator, verifier } = tokens;
    const { spec } = await verifier.read();
    const { image } = spec.template.spec.containers[0]!;
    const digests = await Promise.all(
      [creator, verifier].map(async (workload) =>
        Promise.all((await workload.podNames()).map((pod) => digestOfKeys(workload, pod, image!))),
      ),
    );
    assert.deepEqual(
      digests.map(({ length }) => length),
      [creator.replicas, verifier.replicas],
    );
    assert.equal(new Set(digests.flat()).size, 1);
    assert.match(digests.flat()[0]!, /^[0-9a-f]{64}$/);
  });

  it('is a file for keycreator alone, and a variable of no container', async () => {
    for (const workload of [tokens.creator, tokens.verifier]) {
      for (const { metadata, spec } of await workload.readPods()) {
        const secret = spec.volumes?.find((volume) => volume.secret !== undefined)?.name;
        assert.equal(secret, 'signing-key-current', metadata.name);
        const { initContainers = [], containers } = spec;
        const readers = [...initContainers, ...containers].filter(({ volumeMounts = [] }) =>
          volumeMounts.some(({ name }) => name === secret),
        );
        assert.deepEqual(
          readers.map(({ name }) => name),
          ['keycreator'],
          metadata.name,
        );
        assert.ok(!JSON.stringify(spec).includes('secretKeyRef'), metadata.name);
      }
    }
  });

  it('is nowhere in clear, and neither is its hash: in no log, no object, no output, not in the state', async () => {
    const stored = await keysInSecrets(tokens);
    assert.equal(stored.length, 1);
    const [hashed] = await keysOf(tokens.verifier, (await tokens.verifier.podNames())[0]!);
    const random = Buffer.from(stored[0]!.toString(), 'base64');
    await assertNowhereInClear(stack, tokens, [stored[0]!, random, hashed!.hash]);
  });

  it('is not missed by any request while all pods are replaced by a rolling restart', async () => {
    const { creator, verifier, urls } = tokens;
    const restart = async (workload: Workload): Promise<void> => {
      const before = await workload.readPods();
      await workload.kubectl(['rollout', 'restart', workload.workload]);
      await workload.rolledOut();
      await workload.allServing(before);
    };
    const record = await underLoad(urls, () => Promise.all([verifier, creator].map(restart)));
    assertRate(record);
    assert.deepEqual(record.kids, [kidOf(ofFirst)]);
  });

  it('is rotated by one setting under load with no failed request, and tokens of before stay valid', async () => {
    const record = await underLoad(tokens.urls, () => rotate(2));
    assertRate(record);
    assert.equal(record.kids.length, 2);
    assert.equal(record.kids[0], kidOf(ofFirst));
    await assertSigned(tokens.urls.creator, record.kids[1]!);
    for (const pod of await tokens.verifier.podNames()) {
      const known = await keysOf(tokens.verifier, pod);
      assert.deepEqual(known.map(({ kid }) => kid).reverse(), record.kids, pod);
    }
    assert.equal((await present(tokens.urls.verifier, ofFirst)).status, 200);
  });

  it('is forgotten by the rotation after that one: its tokens are refused then', async () => {
    const ofSecond = await mint(tokens.urls.creator, { sub: 'second' });
    const record = await underLoad(tokens.urls, () => rotate(3));
    assertRate(record);
    assert.equal(record.kids[0], kidOf(ofSecond));
    await assertSigned(tokens.urls.creator, record.kids[1]!);
    assert.equal((await present(tokens.urls.verifier, ofSecond)).status, 200);
    const { status, data } = await present(tokens.urls.verifier, ofFirst);
    assert.deepEqual([status, data.error], [401, 'the key that the token is signed with is not known']);
  });

  it('is not lost by a step of two, which is refused', async () => {
    const { keyGeneration } = stack.outputs.tokens!;
    await assert.rejects(
      rotate(keyGeneration + 2),
      /tokens\.keyGeneration is \d+, but \d+ is deployed, whose tokens no verifier would know any more/,
    );
    stack.change({ keyGeneration });
  });

  it('is retired by one setting under load with no failed request, and the status tells when it can be', async () => {
    const { keyGeneration: oldestGeneration } = stack.outputs.tokens!;
    const previous = await readPreviousKey(tokens.cluster, stack.outputs);
    assert.match(previous!.secret, new RegExp(`^tokens-key-${oldestGeneration - 1}-`));
    const { env } = (await tokens.creator.read()).spec.template.spec.containers[0]!;
    const maxTtl = Number(env?.find(({ name }) => name === 'MAX_TTL')?.value);
    const seconds = (Date.parse(previous!.neededUntil!) - Date.now()) / 1000;
    assert.ok(seconds > maxTtl - 60 && seconds <= maxTtl + 20, `needed for ${seconds} s`);
    assertRate(
      await underLoad(tokens.urls, async () => {
        await stack.up({ oldestGeneration });
        await tokens.verifier.allServing();
      }),
    );
    assert.equal(await readPreviousKey(tokens.cluster, stack.outputs), null);
    await assertOneKey();
  });

  it('is known no more after one step when it has leaked, and new tokens are valid', async () => {
    const next = stack.outputs.tokens!.keyGeneration + 1;
    const leaked = await mint(tokens.urls.creator, { sub: 'leaked', ttl: 3600 });
    const load = new TokensLoad(tokens.urls.creator, tokens.urls.verifier);
    await load.underWay();
    await stack.up({ keyGeneration: next, oldestGeneration: next });
    await Promise.all([tokens.creator.allServing(), tokens.verifier.allServing()]);
    const { failures, minted } = await load.stop();
    const refused =
      /verifying (?:a fresh|an older) token: 401 .*the key that the token is signed with is not known/;
    assert.deepEqual(
      failures.filter((failure) => !refused.test(failure)),
      [],
    );
    const fresh = failures.filter((failure) => failure.includes('a fresh token')).length;
    assert.ok(fresh < minted, `${fresh} of ${minted} fresh tokens were refused`);

    await assertOneKey();
    const { status, data } = await present(tokens.urls.verifier, leaked);
    assert.deepEqual([status, data.error], [401, 'the key that the token is signed with is not known']);
    const { kids } = await underLoad(tokens.urls, () => Promise.resolve());
    assert.equal(kids.length, 1);
    assert.notEqual(kids[0], kidOf(leaked));
  });

  /** Fails unless each verifier knows a single key: that which signs. */
  async function assertOneKey(): Promise<void> {
    const signing = kidOf(await mint(tokens.urls.creator, { sub: 'one key' }));
    for (const pod of await tokens.verifier.podNames()) {
      const known = await keysOf(tokens.verifier, pod);
      assert.deepEqual(
        known.map(({ kid }) => kid),
        [signing],
        pod,
      );
    }
  }

  async function rotate(keyGeneration: number): Promise<void> {
    await stack.up({ keyGeneration });
    await Promise.all([tokens.creator.allServing(), tokens.verifier.allServing()]);
  }
});

function assertRate({ rate, minted, verified }: LoadRecord): void {
  assert.ok(
    rate >= LEAST_RATE,
    `${minted} tokens were made and ${verified} verified, ${rate.toFixed(1)} requests a second`,
  );
}

/**
 * The digest of the keys in a pod's volume. An ephemeral container reads it, since the creator's image has no program but
 * the creator.
 */
function digestOfKeys(workload: Workload, pod: string, image: string): Promise<string> {
  const script =
    'import hashlib; print(hashlib.sha256(open("/keys/jwks.json", "rb").read()).hexdigest(), end="")';
  return runBeside(workload, pod, {
    name: 'digest-of-keys',
    image,
    command: ['python', '-c', script],
    volumeMounts: [{ name: 'keys', mountPath: '/keys', readOnly: true }],
  });
}
