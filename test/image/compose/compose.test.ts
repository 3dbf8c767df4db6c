import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import axios from 'axios';

import { eventually } from '../../support/live/conditions';
import { programsFrom } from '../../support/programs/programs';
import { skip } from '../../support/skip';
import { openDocker, provideBases, type Engine } from './engine';
import { ComposeProject, type ContainerState } from './project';

const services = ['creator', 'verifier'] as const;

describe('compose.yaml', function () {
  this.timeout(600_000);
  this.slow(60_000);
  const key = randomBytes(24).toString('base64');
  let engine: Engine | undefined;
  let project: ComposeProject | undefined;

  before(async function () {
    const docker = await openDocker(programsFrom(process.env).docker);
    if (typeof docker === 'string') skip(this, docker);
    engine = docker.engine;
    await provideBases(engine);
    project = await ComposeProject.prepare(docker);
    await project.compose(['build'], key);
  });

  after(async () => {
    try {
      await project?.close();
    } finally {
      await engine?.close();
    }
  });

  /** Starts all services and waits until both are healthy. */
  async function up(): Promise<void> {
    await project!.compose(['up', '--detach', '--no-build'], key);
    for (const service of services) {
      await eventually(`${service} is healthy`, async () => {
        assert.equal((await container(service)).State.Health?.Status, 'healthy');
      });
    }
  }

  async function container(service: string): Promise<ContainerState> {
    const state = await project!.container(service);
    assert.ok(state, `there is a container of ${service}`);
    return state;
  }

  describe('after its start', () => {
    before(up);

    it('has a creator and a verifier that understand each other, hardened and on loopback only', async () => {
      const settings = { validateStatus: () => true, proxy: false } as const;
      const { creator, verifier } = project!.urls;
      const made = await axios.post<{ token: string }>(`${creator}/tokens`, { sub: 'ana' }, settings);
      assert.equal(made.status, 201);
      const { token } = made.data;
      const verified = await axios.post<{ sub: string }>(`${verifier}/verify`, { token }, settings);
      assert.deepEqual([verified.status, verified.data.sub], [200, 'ana']);
      const refused = await axios.post<unknown>(`${verifier}/verify`, { token: `${token}A` }, settings);
      assert.equal(refused.status, 401);

      for (const service of ['keycreator', ...services]) {
        const { Config, HostConfig } = await container(service);
        assert.equal(Config.User, '10001:10001', service);
        assert.equal(HostConfig.ReadonlyRootfs, true, service);
        assert.deepEqual(HostConfig.CapDrop, ['ALL'], service);
        assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true'], service);
        const bindings = Object.values(HostConfig.PortBindings ?? {}).flat();
        assert.equal(bindings.length, service === 'keycreator' ? 0 : 1, service);
        for (const { HostIp } of bindings) assert.equal(HostIp, '127.0.0.1', service);
      }
    });

    it('hashes the key before the two services start', async () => {
      const { State } = await container('keycreator');
      assert.deepEqual([State.Status, State.ExitCode], ['exited', 0]);
      for (const service of services) {
        const { StartedAt } = (await container(service)).State;
        assert.ok(Date.parse(State.FinishedAt) <= Date.parse(StartedAt), `${State.FinishedAt} ${StartedAt}`);
      }
    });

    it('has the key and its hash in no log, and the key in nothing that `docker inspect` shows', async () => {
      const look = ['python', '-c', 'import json; print(json.load(open("/keys/jwks.json"))["keys"][0]["k"])'];
      const hash = Buffer.from(await project!.compose(['exec', '-T', 'verifier', ...look], key), 'base64url');
      assert.equal(hash.length, 32);
      const logs = await project!.compose(['logs', '--no-color'], key);
      assert.match(logs, /the hash is written/);
      const forms = (['base64', 'base64url', 'hex'] as const).map((form) => hash.toString(form));
      assert.equal([key, ...forms].filter((secret) => logs.includes(secret.replace(/=+$/, ''))).length, 0);
      for (const service of ['keycreator', ...services])
        assert.ok(!JSON.stringify(await container(service)).includes(key), `${service} shows the key`);
      for (const service of services)
        assert.ok(
          !JSON.stringify(await container(service)).includes('key-current'),
          `${service} has the key`,
        );
    });

    it('leaves nothing behind after `compose down --volumes`', async () => {
      assert.equal((await project!.left()).length, 3);
      await project!.compose(['down', '--volumes'], key);
      assert.deepEqual(await project!.left(), []);
    });
  });

  it('starts neither of the two services when the key is refused', async () => {
    const { status } = await project!.tryCompose(['up', '--detach', '--no-build'], 'too short');
    assert.notEqual(status, 0);
    assert.equal((await container('keycreator')).State.ExitCode, 2);
    for (const service of services) {
      const state = await project!.container(service);
      assert.ok(state === undefined || state.State.Status === 'created', service);
    }
    await project!.compose(['down', '--volumes'], key);
  });

  it('names the variable to set when no file with the key is named', async () => {
    const { status, stderr } = await project!.tryCompose(['up', '--detach'], undefined);
    assert.notEqual(status, 0);
    assert.match(stderr, /set TOKENS_KEY_FILE to the path of a file with a key of at least 32 bytes/);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  });
});
