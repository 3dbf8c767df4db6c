import assert from 'node:assert/strict';

import axios from 'axios';

import { plainHttp } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import { assertMadeWell, logged, startOver } from './creation';
import type { Installation } from './installation';
import { beside, onlyWith } from '../../support/live/beside';
import {
  observe,
  observeCreation,
  assertNoRequestFailed,
  assertPromisedServed,
} from '../../support/live/observe';
import { throwaway } from '../../support/live/throwaway';

/** Keys as the stand-in makes them, each line with a carriage return that has to survive. */
const format = /^([1-5]: [0-9A-Za-z+/]{43}=\r\n){5}$/;

describe('The published image, by a stand-in that writes keys.txt bit by bit and serves after `create`', function () {
  this.timeout(240_000);
  onlyWith('cryptoserver');
  let installation: Installation;
  before(async () => {
    ({ installation } = await throwaway('stand-in', beside));
  });

  it('gives every replica the same five keys with its own commands', async () => {
    const keys = await assertMadeWell(installation, { format });
    const { containers, initContainers } = (await installation.read()).spec.template.spec;
    assert.deepEqual(initContainers?.[0]?.command?.slice(-3), ['dotnet', 'FileServer.dll', 'create']);
    assert.deepEqual(containers[0]?.command?.slice(-2), ['dotnet', 'FileServer.dll']);
    const ofStack = await axios.get<string>(`${beside.stack.outputs.urls.cryptoserver}/keys`, plainHttp);
    assert.equal(ofStack.status, 200);
    assert.notEqual(keys, ofStack.data);
  });

  it('aborts, left to itself, when it is to create where there are keys', async () => {
    const create = 'dotnet FileServer.dll create 2>&1 || echo "status $?"';
    const said = await installation.inPod(installation.pods[0]!, create);
    assert.match(said, /Unhandled exception.*keys\.txt.*\nstatus 134$/);
    await assertMadeWell(installation, { format });
  });

  it('answers 500 for good, left to itself, when it starts before there are keys', async () => {
    const alone = await createAlone(installation);
    const expect500 = async (): Promise<void> => {
      assert.equal((await installation.keysOf(alone)).status, 500);
    };
    await eventually('it answers', expect500);
    await installation.inPod(alone, 'echo late >"$DATA_PATH/keys.txt"');
    await expect500();
  });

  it('does not show half-made keys to anyone when it is killed, and no pod answers 500', async () => {
    const creator = installation.pods[0]!;
    await startOver(installation);
    await observeCreation(installation, async () => {
      await logged(installation, creator, /Generated key 2 of 5/);
      await installation.inPod(creator, 'kill -KILL -1', 'keys');
      await eventually(`${creator} starts again`, async () => {
        const [status] = (await installation.readPod(creator)).status.initContainerStatuses!;
        assert.equal(status?.restartCount, 1);
      });
      await logged(installation, creator, /Generated key 4 of 5/);
      await installation.kubectl(['delete', 'pod', creator, '--grace-period=0', '--force']);
      // On a busy machine it may have made the last key before it was gone.
      await assertMadeWell(installation, { format, makerMayBeGone: true });
    });
  });

  it('loses no request when its creating replica is deleted, which then serves the same keys', async () => {
    const keys = await installation.keys();
    const seen = await observe(installation, () => installation.losePods([installation.pods[0]!]));
    assertNoRequestFailed(seen, keys);
    assertPromisedServed(seen.readiness, installation);
    assert.equal(await installation.keys(), keys);
  });
});

/** Starts the server as it is, without what the deployment puts around it, on a volume of its own; gives its pod. */
async function createAlone(installation: Installation): Promise<string> {
  const name = 'alone';
  const { spec } = (await installation.read()).spec.template;
  const { containers, volumes, ...rest } = spec;
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      ...rest,
      initContainers: [],
      containers: containers.map((container) => ({
        ...container,
        command: ['dotnet', 'FileServer.dll'],
        volumeMounts: container.volumeMounts?.map((mount) => ({ ...mount, readOnly: false })),
        // It is never ready, and has to stay.
        startupProbe: undefined,
        livenessProbe: undefined,
      })),
      volumes: volumes?.map((volume) => ({ name: volume.name, emptyDir: {} })),
    },
  };
  await installation.kubectl(['create', '--filename=-'], JSON.stringify(pod));
  return name;
}
