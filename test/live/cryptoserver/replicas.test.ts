import assert from 'node:assert/strict';

import { webPort } from '../../../components/cryptoserver/defaults';
import { digestOf } from '../../support/live/client';
import { foundKeys } from './creation';
import { live, onlyWith } from '../../support/live/live';
import { assertNoRequestFailed, observe } from '../../support/live/observe';

describe('The replicas', function () {
  this.timeout(60_000);
  onlyWith('cryptoserver');

  it('each answer 200 on /keys with the same bytes, and so does the service', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    const seen = await observe(installation, () => Promise.resolve());
    assertNoRequestFailed(seen, keys);
  });

  it('each answer 200 on /', async () => {
    const { cluster, installation } = live;
    for (const pod of installation.pods) {
      const { status, data } = await cluster.askPod(installation.namespace, pod, webPort.number, '/');
      assert.equal(status, 200, pod);
      assert.notEqual(data, '', pod);
    }
  });

  it('all hold one volume, with the keys that they serve and their record and nothing else', async () => {
    const { installation } = live;
    const keys = await installation.keys();
    for (const pod of installation.pods) {
      const { spec } = await installation.readPod(pod);
      assert.deepEqual(
        spec.volumes?.flatMap((volume) => volume.persistentVolumeClaim?.claimName ?? []),
        [installation.claim],
      );
      const looked = await installation.inPod(
        pod,
        'cd "$DATA_PATH" && ls -A && sha256sum keys.txt && cat keys.txt.sha256',
      );
      const line = `${digestOf(keys)}  keys.txt`;
      assert.deepEqual(looked.split('\n'), ['keys.txt', 'keys.txt.sha256', line, line], pod);
    }
  });

  it('cannot alter, remove or add to what is in the volume', async () => {
    const { installation } = live;
    for (const pod of installation.pods)
      for (const attack of ['>>keys.txt', 'rm keys.txt.sha256', '>more']) {
        const said = await installation.inPod(pod, `cd "$DATA_PATH" && { ${attack}; } 2>&1 || echo refused`);
        assert.match(said, /Read-only file system\s+refused$/, `${pod}: ${attack}`);
      }
  });

  it('made the keys once between them, or found them in the volume', async () => {
    const { installation } = live;
    const logs = await Promise.all(installation.pods.map((pod) => installation.creationLog(pod)));
    const made = logs.filter((log) => log.includes('keys: published'));
    // None, once the pod that made them has been replaced; a new volume is tried in creation-*.test.ts.
    assert.ok(made.length <= 1, logs.join('\n'));
    for (const log of logs) if (!made.includes(log)) assert.match(log, foundKeys);
  });
});
