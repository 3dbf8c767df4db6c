import assert from 'node:assert/strict';

import * as k8s from '@pulumi/kubernetes';

import { adoption } from '../../../components/kubernetes/adoption';
import { keptObjects, type KeptObjects } from '../../../components/kubernetes/kept-objects';
import type { AllSettings } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording, valueOf, type RecordedResource } from '../../support/unit/recording';
import { keysOf, makeTokens } from '../tokens/make-tokens';

const random = 'random:index/randomBytes:RandomBytes';
const ours = '?labelSelector=app.kubernetes.io%2Fpart-of%3Dshared-keys';
const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

describe('objects with picked names that are there already', () => {
  let fake: FakeCluster;
  before(async () => {
    fake = await FakeCluster.start();
  });
  beforeEach(() => fake.objects.clear());
  after(() => fake.stop());

  function there(plural: string, ...items: [name: string, data: object, creationTimestamp?: string][]): void {
    const objects = items.map(([name, data, creationTimestamp = '2026-01-01T00:00:00Z']) => ({
      metadata: { name, creationTimestamp },
      data,
    }));
    fake.objects.set(`/api/v1/namespaces/web/${plural}${ours}`, { items: objects });
  }

  /** The objects of a stack whose state has the given resources. */
  function kept(resources: readonly { type: string; name: string }[] = []): Promise<KeptObjects> {
    const settings = { systems: ['tokens'], tokens: { namespace: 'web' } } as unknown as AllSettings;
    const known = resources.map((resource) => ({ urn: '', outputs: {}, ...resource }));
    const cluster = new Cluster(fake.environment, undefined);
    return keptObjects(settings, { cluster, last: { outputs: {}, resources: known } });
  }

  /** The names that a ConfigMap and a Secret with these contents get; `undefined` when the provider picks new ones. */
  async function namesWith(found: KeptObjects, word: string) {
    const recording = await new Recording().start();
    const options = { transformations: [adoption(found)] };
    const map = new k8s.core.v1.ConfigMap('web-settings', { data: { word }, metadata: {} }, options);
    const secret = new k8s.core.v1.Secret('web-login', { stringData: { word }, metadata: {} }, options);
    await Promise.all([valueOf(map.id), valueOf(secret.id)]);
    return ['ConfigMap', 'Secret'].map(
      (kind) => recording.one(`kubernetes:core/v1:${kind}`).inputs.metadata.name as unknown,
    );
  }

  const annotationsOf = ({ inputs }: RecordedResource): unknown =>
    (inputs as { metadata: { annotations?: object } }).metadata.annotations ?? {};

  it('keep their names when the state is lost and their content is the same', async () => {
    there('configmaps', ['web-settings-0a1b2c3d', { word: 'open' }]);
    there('secrets', ['web-login-01234567', { word: inBase64('open') }]);
    assert.deepEqual(await namesWith(await kept(), 'open'), ['web-settings-0a1b2c3d', 'web-login-01234567']);
  });

  it('are left when the content is another one, since they are immutable', async () => {
    there('configmaps', ['web-settings-0a1b2c3d', { word: 'open' }]);
    there('secrets', ['web-login-01234567', { word: inBase64('open') }]);
    assert.deepEqual(await namesWith(await kept(), 'shut'), [undefined, undefined]);
  });

  it('are left to the provider when the state has them, or when their names only begin alike', async () => {
    there('configmaps', ['web-settings-0a1b2c3d', { word: 'open' }]);
    there('secrets', ['web-login-own-01234567', { word: inBase64('open') }]);
    const state = [{ type: 'kubernetes:core/v1:ConfigMap', name: 'web-settings' }];
    assert.deepEqual(await namesWith(await kept(state), 'open'), [undefined, undefined]);
  });

  it('hold the random key of the tokens, of which none is made then: the newest one', async () => {
    there(
      'secrets',
      ['tokens-key-1-aaaaaaaa', { key: inBase64('the older key') }, '2026-01-01T00:00:00Z'],
      ['tokens-key-1-bbbbbbbb', { key: inBase64('the newer key') }, '2026-01-02T00:00:00Z'],
    );
    const { recording, pod } = await makeTokens({ kept: await kept(), keyGeneration: 2 });
    assert.deepEqual(
      recording.all(random).map(({ name }) => name),
      ['tokens-key-2'],
    );
    const secret = recording.one('kubernetes:core/v1:Secret', 'tokens-key-1');
    assert.match(JSON.stringify(secret.inputs.data), new RegExp(inBase64('the newer key')));
    assert.deepEqual(annotationsOf(secret), { 'shared-keys/value': 'found' });
    assert.deepEqual(annotationsOf(recording.one('kubernetes:core/v1:Secret', 'tokens-key-2')), {});
    assert.equal(keysOf(pod('verifier')).KEY_PREVIOUS_FILE, 'tokens-key-1-picked');
  });

  it('do not stand for the random key that the state has', async () => {
    there('secrets', ['tokens-key-1-aaaaaaaa', { key: inBase64('another key') }]);
    const state = [{ type: random, name: 'tokens-key-1' }];
    const { recording } = await makeTokens({ kept: await kept(state) });
    assert.equal(recording.all(random).length, 1);
  });

  it('have to be told by the cluster in an update; in a preview it may be out of reach', async () => {
    fake.refuse = true;
    await new Recording().start();
    await assert.rejects(kept(), /forbidden/);
    await new Recording().start(true);
    assert.equal((await kept()).lost('kubernetes:core/v1:Secret', 'web-login'), undefined);
    fake.refuse = false;
  });
});
