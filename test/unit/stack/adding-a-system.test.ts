import assert from 'node:assert/strict';

import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

import { deployStack, stackDefinitions } from '../../../components/stack';
import type { System } from '../../../components/system';
import { systemNames, systems } from '../../../components/systems';
import type { Target } from '../../../components/target';
import { settingsTable } from '../../../settings';
import { wholeNumber } from '../../../settings/kinds';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording, valueOf } from '../../support/unit/recording';

const clockSettings = {
  ticks: wholeNumber({
    does: 'How often the clock ticks.',
    allowed: 'a whole number from 1 to 9',
    atLeast: 1,
    atMost: 9,
    default: 3,
  }),
};

/** A system that exists only in this test. */
const clock = {
  name: 'clock',
  settings: clockSettings,
  deploy: ({ ticks }: { readonly ticks: number }, { options }: Target) => {
    const data = { ticks: String(ticks) };
    const config = new k8s.core.v1.ConfigMap('clock', { metadata: { name: 'clock' }, data }, options);
    return {
      urls: { clock: pulumi.output('http://127.0.0.1:30999') },
      objects: { config: config.metadata.name },
    };
  },
} satisfies System;

const withClock = [...systems, clock] as const;

describe('a system that is added to the list', () => {
  let cluster: FakeCluster;
  before(async () => {
    cluster = await FakeCluster.start();
  });
  after(() => cluster.stop());
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  async function deploy(config: Record<string, string>) {
    const recording = await new Recording().start();
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000', ...config });
    const outputs = await deployStack(withClock, cluster.environment);
    return { recording, outputs: await valueOf(pulumi.output(outputs)) };
  }

  it('is deployed with its checked settings, and exports its URL and its objects', async () => {
    const { recording, outputs } = await deploy({
      'shared-keys:systems': '["clock"]',
      'shared-keys:clock': '{"ticks":7}',
    });
    assert.deepEqual(
      recording.resources.map(({ type, inputs }) => [type, inputs.data]),
      [
        ['pulumi:providers:kubernetes', undefined],
        ['kubernetes:core/v1:ConfigMap', { ticks: '7' }],
      ],
    );
    assert.deepEqual(outputs, {
      clock: { config: 'clock' },
      urls: { clock: 'http://127.0.0.1:30999' },
      deployed: { program: 2 },
    });
  });

  it('is one of the choices of the setting `systems`', async () => {
    await assert.rejects(deploy({ 'shared-keys:systems': '["watch"]' }), (error: Error) => {
      assert.equal(
        error.message,
        `shared-keys:systems is "[\\"watch\\"]": it must be a list of ${systemNames.join(', ')}, clock`,
      );
      return true;
    });
  });

  it('has its settings checked like those of other systems', async () => {
    await assert.rejects(deploy({ 'shared-keys:clock': '{"ticks":10,"tick":1}' }), (error: Error) => {
      assert.deepEqual(error.message.split('\n'), [
        'shared-keys:clock.ticks is 10: it must be a whole number from 1 to 9',
        'shared-keys:clock.tick is not a setting: did you mean clock.ticks?',
      ]);
      return true;
    });
  });

  it('has rows in the table of the settings', () => {
    assert.match(
      settingsTable(stackDefinitions(withClock)),
      /^\| `clock\.ticks` \| whole number \| 3 \| a whole number from 1 to 9 \| How often the clock ticks\. \|$/m,
    );
  });
});
