import assert from 'node:assert/strict';

import { eventually } from '../../support/live/conditions';
import { live } from '../../support/live/live';
import { throwaway, type Throwaway } from '../../support/live/throwaway';
import { mint, present } from './api';
import { kidOf } from './jwt';
import { underLoad, type LoadRecord } from './load';
import { keysOf, tokensOf, type TokensPods } from './pods';
import type { Workload } from '../../support/live/workload';

/** The fewest requests a second that count as a load. */
const LEAST_RATE = 50;

describe('The key of the tokens', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let tokens: TokensPods;
  let ofFirst: string;

  before(async () => {
    stack = await throwaway('tokens', live);
    tokens = await tokensOf(live.cluster, stack.outputs);
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

  it('is nowhere in clear, and neither is its hash: in no log, no object, no output, not in the state', async () => {
    const { creator, verifier, namespace } = tokens;
    const secrets = JSON.parse(await verifier.kubectl(['get', 'secrets', '--output=json'])) as {
      items: { data: { key?: string } }[];
    };
    const encoded = secrets.items.flatMap(({ data }) => data.key ?? []);
    assert.equal(encoded.length, 1);
    const [hashed] = await keysOf(verifier, (await verifier.podNames())[0]!);
    const key = Buffer.from(encoded[0]!, 'base64');
    const forms = [key, Buffer.from(key.toString(), 'base64'), hashed!.hash].flatMap(formsOf);

    const state = await stack.export();
    assert.ok(state.includes('tokens-key-1'), 'the state is what is looked at');
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
      objects: await live.cluster.kubectl(['get', `--namespace=${namespace}`, ...kinds]),
    };
    for (const [place, text] of Object.entries(places)) {
      // Not by `includes` in a message: that would print what must not be seen.
      assert.equal(forms.filter((form) => text.includes(form)).length, 0, `the ${place} show it`);
    }
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
    await assertSigned(record.kids[1]!);
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
    await assertSigned(record.kids[1]!);
    assert.equal((await present(tokens.urls.verifier, ofSecond)).status, 200);
    const { status, data } = await present(tokens.urls.verifier, ofFirst);
    assert.deepEqual([status, data.error], [401, 'the key that the token is signed with is not known']);
  });

  async function rotate(keyGeneration: number): Promise<void> {
    await stack.up({ keyGeneration });
    await Promise.all([tokens.creator.allServing(), tokens.verifier.allServing()]);
  }

  /** Fails unless new tokens are signed with this key, by whichever creator. */
  async function assertSigned(kid: string): Promise<void> {
    const made = await Promise.all(
      Array.from({ length: 20 }, () => mint(tokens.urls.creator, { sub: 'after' })),
    );
    assert.deepEqual([...new Set(made.map(kidOf))], [kid]);
  }
});

function assertRate({ rate, minted, verified }: LoadRecord): void {
  assert.ok(
    rate >= LEAST_RATE,
    `${minted} tokens were made and ${verified} verified, ${rate.toFixed(1)} requests a second`,
  );
}

/** The forms in which a secret could be written somewhere. */
function formsOf(secret: Buffer): string[] {
  const text = [secret.toString('base64'), secret.toString('base64url'), secret.toString('hex')];
  const plain = secret.toString();
  return [...text, secret.toString('hex').toUpperCase(), ...(plain.includes('\ufffd') ? [] : [plain])].map(
    (form) => form.replace(/=+$/, ''),
  );
}

/**
 * The digest of the keys in a pod's volume, which a container looks at that is put into the pod for it: the creator's
 * own has no program but itself.
 */
async function digestOfKeys(workload: Workload, pod: string, image: string): Promise<string> {
  const path = `/api/v1/namespaces/${workload.namespace}/pods/${pod}`;
  const found = await workload.readPod(pod);
  const script =
    'import hashlib; print(hashlib.sha256(open("/keys/jwks.json", "rb").read()).hexdigest(), end="")';
  const look = {
    name: 'look',
    image,
    command: ['python', '-c', script],
    volumeMounts: [{ name: 'keys', mountPath: '/keys', readOnly: true }],
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
  const changed = { ...found, spec: { ...found.spec, ephemeralContainers: [look] } };
  await workload.cluster.kubectl(
    ['replace', '--raw', `${path}/ephemeralcontainers`, '--filename=-'],
    JSON.stringify(changed),
  );
  await eventually(`${pod} has been looked at`, async () => {
    const statuses = (await workload.readPod(pod)).status.ephemeralContainerStatuses;
    assert.equal(statuses?.[0]?.state.terminated?.exitCode, 0, JSON.stringify(statuses));
  });
  return workload.logs(pod, 'look');
}
