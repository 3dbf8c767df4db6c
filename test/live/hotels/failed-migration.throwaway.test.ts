import assert from 'node:assert/strict';

import { eventually } from '../../support/live/conditions';
import { HotelsInstallation } from './hotels';
import { beside } from '../../support/live/beside';
import { throwaway } from '../../support/live/throwaway';

const configMap = 'broken-migration';
const file = '0002_broken.py';

/** A revision that changes and removes before it fails. */
const broken = `"""breaks in its middle"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.execute("UPDATE hotels SET price = 1, name = 'lost'")
    op.execute("DELETE FROM hotels WHERE rooms > 20")
    op.execute("ALTER TABLE hotels ADD COLUMN stars INTEGER")
    raise RuntimeError("broken on purpose")
`;

describe('A deployment whose migration fails', function () {
  this.timeout(180_000);
  let hotels: HotelsInstallation;
  before(async () => {
    hotels = await HotelsInstallation.of(beside.cluster, (await throwaway('hotels', beside)).outputs);
  });

  it('leaves the version before serving every request, and the hotels as they were', async () => {
    const { pods } = hotels;
    const [before] = await pods.podNames();
    const list = await hotels.list();
    const found = (await pods.read()).spec.template;
    const client = hotels.client();
    try {
      await client.answered();
      await pods.kubectl(['create', '--filename=-'], JSON.stringify(revision()));
      await pods.kubectl(['patch', pods.workload, `--patch=${JSON.stringify(withRevision)}`]);
      await eventually('the migration has failed twice', async () => {
        const added = (await pods.readPods()).find(({ metadata }) => metadata.name !== before);
        const [status] = added?.status.initContainerStatuses ?? [];
        const ended = status?.state.terminated ?? status?.lastState.terminated;
        assert.equal(ended?.exitCode, 1);
        assert.ok(status!.restartCount >= 1);
        assert.match(
          ended.message ?? '',
          /the migration of hotels has failed: a revision failed, nothing was changed: broken on purpose/,
        );
        assert.ok(added?.status.containerStatuses?.every(({ state }) => state && !state.running));
      });
      assert.equal(await hotels.list(), list);
      assert.deepEqual(await pods.podNames(), [before]);
    } finally {
      const patch = [{ op: 'replace', path: '/spec/template', value: found }];
      await pods.kubectl(['patch', pods.workload, '--type=json', `--patch=${JSON.stringify(patch)}`]);
      await pods.kubectl(['delete', 'configmap', configMap, '--ignore-not-found']);
      await pods.rolledOut();
      await client.stop();
    }
    const { statuses, errors, digests } = await client.stop();
    assert.deepEqual(errors, []);
    assert.deepEqual(Object.keys(statuses), ['200'], JSON.stringify(statuses));
    assert.equal(digests.length, 1, 'every answer was the same list');
    await pods.allServing();
    assert.equal(await hotels.list(), list);
    assert.deepEqual(await pods.podNames(), [before], 'the version before never went');
  });
});

/** The revision as an object that a pod can mount. */
function revision(): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: configMap }, data: { [file]: broken } };
}

/** What adds it to those of the image. */
const withRevision = {
  spec: {
    template: {
      spec: {
        initContainers: [
          {
            name: 'migrations',
            volumeMounts: [{ name: configMap, mountPath: `/app/migrations/versions/${file}`, subPath: file }],
          },
        ],
        volumes: [{ name: configMap, configMap: { name: configMap } }],
      },
    },
  },
};
