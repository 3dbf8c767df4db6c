import assert from 'node:assert/strict';

import type { AllSettings } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { oneSystemEach } from '../../../components/preflight/one-system-each';
import { ownNamespaces } from '../../../components/preflight/own-namespaces';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

describe('the namespaces of the systems', () => {
  let fake: FakeCluster;
  before(async () => {
    await new Recording().start();
    fake = await FakeCluster.start();
  });
  beforeEach(() => fake.objects.clear());
  after(() => fake.stop());

  const settings = (groups: Record<string, unknown>): AllSettings =>
    ({ systems: Object.keys(groups), ...groups }) as unknown as AllSettings;
  const two = settings({ hotels: { namespace: 'rooms' }, search: { namespace: 'search' } });

  function check(given: AllSettings, resources: readonly DeployedResource[] = []) {
    const cluster = new Cluster(fake.environment, undefined);
    return ownNamespaces(given, { cluster, last: { outputs: {}, resources } });
  }

  function there(name: string, uid: string, annotations: Record<string, string> = {}): void {
    fake.objects.set(`/api/v1/namespaces/${name}`, { metadata: { name, uid, annotations } });
  }

  function deployed(name: string, uid: string): DeployedResource {
    const type = 'kubernetes:core/v1:Namespace';
    return { urn: '', type, name: 'hotels-namespace', outputs: { metadata: { name, uid } } };
  }

  it('may be new', async () => {
    assert.deepEqual(await check(two), []);
  });

  it('may be those of the last deployment, also from before namespaces were marked', async () => {
    there('rooms', 'a');
    assert.deepEqual(await check(two, [deployed('rooms', 'a')]), []);
  });

  it('may have been kept when the stack was destroyed, or its state was lost', async () => {
    there('rooms', 'a', { 'shared-keys/stack': 'organization/shared-keys/test' });
    assert.deepEqual(await check(two), []);
  });

  it('are refused when nobody knows whose they are, with the way to say so', async () => {
    there('rooms', 'a');
    assert.deepEqual(await check(two), [
      'shared-keys:hotels.namespace is rooms, a namespace that is there already and not of this stack: choose another name, or, if this stack has made it, say so by `kubectl annotate namespace rooms shared-keys/stack=organization/shared-keys/test`',
    ]);
  });

  it('are refused when somebody has made one anew under the name of ours', async () => {
    there('rooms', 'b');
    assert.match(
      JSON.stringify(await check(two, [deployed('rooms', 'a')])),
      /^\["[^"]*not of this stack[^"]*"\]$/,
    );
  });

  it('are refused when they are of other stacks, all at once and by their names', async () => {
    there('rooms', 'a', { 'shared-keys/stack': 'organization/shared-keys/prod' });
    there('search', 'b', { 'shared-keys/stack': 'acme/shared-keys/test' });
    assert.deepEqual(await check(two), [
      'shared-keys:hotels.namespace is rooms, a namespace that is there already and of the stack organization/shared-keys/prod: choose another name, or destroy that stack first',
      'shared-keys:search.namespace is search, a namespace that is there already and of the stack acme/shared-keys/test: choose another name, or destroy that stack first',
    ]);
  });

  it('are not those of systems that are not deployed', async () => {
    there('rooms', 'a');
    assert.deepEqual(await check({ ...two, systems: ['search'] }), []);
  });

  it('are one for each system', async () => {
    const before = { cluster: new Cluster({}, undefined), last: { outputs: {}, resources: [] } };
    assert.deepEqual(await oneSystemEach(two, before), []);
    const same = settings({ hotels: { namespace: 'one' }, tokens: {}, search: { namespace: 'one' } });
    assert.deepEqual(await oneSystemEach(same, before), [
      'shared-keys:search.namespace is one, as hotels.namespace is: each system needs a namespace of its own',
    ]);
  });
});
