import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { deployStack } from '../../../components/stack';
import type { System } from '../../../components/system';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

/** A system of one namespace. */
const system: System = { name: 'empty', settings: {}, deploy: () => ({ urls: {}, objects: {} }) };

describe('the cluster of a stack', () => {
  let cluster: FakeCluster;
  beforeEach(async () => {
    cluster = await FakeCluster.start('the-new-one');
  });
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
    return cluster.stop();
  });

  /** Runs the program; gives the inputs of the provider. */
  async function deploy(
    { last, preview = false }: { last?: string; preview?: boolean },
    config: Record<string, string> = {},
  ): Promise<Record<string, unknown>> {
    const recording = new Recording();
    if (last !== undefined) {
      const type = 'pulumi:providers:kubernetes';
      const urn = `urn:pulumi:test::shared-keys::${type}::cluster`;
      recording.last = { [urn]: { type, outputs: { clusterIdentifier: last } } };
    }
    await recording.start(preview);
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000', ...config });
    await deployStack([system], cluster.environment);
    await pulumi.runtime.disconnect();
    return recording.one('pulumi:providers:kubernetes').inputs as Record<string, unknown>;
  }

  it('is known by its own identity: neither the kubeconfig nor its path is in the state', async () => {
    const inputs = await deploy({});
    assert.deepEqual(inputs, {
      clusterIdentifier: 'the-new-one',
      kubeconfig: '',
      deleteUnreachable: 'false',
    });
  });

  it('is reached by the context of the settings', async () => {
    cluster.writeKubeconfig('renamed');
    const inputs = await deploy({ last: 'the-new-one' }, { 'shared-keys:context': 'renamed' });
    assert.equal(inputs.context, 'renamed');
    assert.equal(inputs.clusterIdentifier, 'the-new-one');
  });

  for (const preview of [false, true])
    it(`cannot become another one unnoticed in ${preview ? 'a preview' : 'an update'}`, () =>
      assert.rejects(deploy({ last: 'the-old-one', preview }), (error: Error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(
          error.message,
          /^the current kubeconfig context leads to another cluster .*is the-new-one, it was the-old-one.*`newCluster`[^\n]*$/,
        );
        return true;
      }));

  it('becomes another one by a setting, and then nothing is replaced, which would delete by name', async () => {
    const inputs = await deploy({ last: 'the-old-one' }, { 'shared-keys:newCluster': 'true' });
    assert.equal(inputs.clusterIdentifier, undefined);
  });

  it('is that of the last deployment in a preview that cannot reach it', async () => {
    await cluster.close();
    const inputs = await deploy({ last: 'the-old-one', preview: true });
    assert.equal(inputs.clusterIdentifier, 'the-old-one');
    assert.equal(inputs.kubeconfig, '{}', 'with a cluster, the provider would wait for it');
  });

  it("is not chosen by settings of Pulumi's own provider, which would have no effect", () =>
    assert.rejects(deploy({}, { 'kubernetes:context': 'other', 'aws:region': 'x' }), {
      message:
        'kubernetes:context is set, and has no effect: remove it by `pulumi config rm kubernetes:context`, and set `context` instead',
    }));
});
