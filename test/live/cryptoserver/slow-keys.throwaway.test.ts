import assert from 'node:assert/strict';

import { cryptoserverDefaults, webPort } from '../../../components/cryptoserver/defaults';
import { digestOf, PollingClient } from '../../support/live/client';
import { podPath } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import { beside } from '../../support/live/beside';
import { unsharedThrowaway } from '../../support/live/throwaway';
import { assertMadeWell } from './creation';

const { keysSeconds, replicas } = cryptoserverDefaults;

/** What the API server answers by itself: the pod has no address yet, does not exist, or does not answer. */
const noAnswer = ['400', '404', '502', '503', '504'];

describe(`Keys that take the documented ${keysSeconds} s`, function () {
  this.timeout(180_000);

  it('are waited for: until then no replica is ready or answers anything, and then all serve the same', async () => {
    const stack = await unsharedThrowaway('cryptoserver', beside);
    const pods = Array.from({ length: replicas }, (_, ordinal) => `cryptoserver-${ordinal}`);
    const creator = pods[0]!;
    const urls = pods.map(
      (pod) => beside.cluster.url + podPath(stack.namespace, pod, webPort.number, '/keys'),
    );

    const meanwhile = new PollingClient(urls);
    const deployed = stack.up({ keysSeconds, replicas, keepData: false });
    deployed.catch(() => undefined); // It is awaited below.
    try {
      const log = `/api/v1/namespaces/${stack.namespace}/pods/${creator}/log?container=keys`;
      await eventually(
        'all keys but the last are made',
        async () => assert.match(await beside.cluster.readText(log), /generated key 4 of 5/),
        120,
      );
    } finally {
      await meanwhile.stop();
    }
    const afterwards = new PollingClient(urls);
    try {
      await deployed;
    } finally {
      await afterwards.stop();
    }

    const before = await meanwhile.stop();
    const answered = Object.keys(before.statuses).filter((status) => !noAnswer.includes(status));
    assert.deepEqual(answered, [], `no pod answers: ${JSON.stringify(before)}`);
    assert.ok((before.statuses[503] ?? 0) + (before.statuses[502] ?? 0) > 0, 'pods that exist were asked');

    const { installation } = stack;
    const keys = await assertMadeWell(installation);
    const after = await afterwards.stop();
    assert.equal(after.statuses[500] ?? 0, 0, JSON.stringify(after.statuses));
    assert.deepEqual(after.digests, [digestOf(keys)]);

    const lines = await installation.kubectl(['logs', creator, '--container=keys', '--timestamps']);
    const timeOf = (said: string): number => {
      const line = lines.split('\n').find((one) => one.includes(said));
      assert.ok(line, `${said}: ${lines}`);
      return Date.parse(line.split(' ')[0]!);
    };
    const published = timeOf('keys: published');
    const took = published - timeOf('keys: making');
    assert.ok(took >= keysSeconds * 1000, `the keys took ${took} ms`);
    // The cluster's times are in whole seconds.
    const second = Math.floor(published / 1000) * 1000;
    for (const { metadata, status } of await installation.readPods()) {
      assert.equal(
        status.initContainerStatuses?.[0]?.restartCount,
        0,
        `${metadata.name} waited without a fault`,
      );
      const started = status.containerStatuses?.[0]?.state.running?.startedAt;
      const ready = status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
      for (const time of [started, ready]) assert.ok(Date.parse(time ?? '') >= second, metadata.name);
    }
  });
});
