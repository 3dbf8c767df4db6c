import assert from 'node:assert/strict';

import { environment, images, make } from './make-hotels';
import { tryRun } from '../../../local/host/command';
import { fakeCommand, scratchFolder } from '../../support/unit/local';
import { revealed, valueOf } from '../../support/unit/recording';
import { assertRestricted } from '../../support/restricted';

const secretFolder = '/run/secrets/hotels-database';

async function makeServer(args: Parameters<typeof make>[0] = {}) {
  const made = await make({ database: 'postgresql', ...args });
  const statefulSet = made.recording.one('kubernetes:apps/v1:StatefulSet');
  const pod = statefulSet.inputs.spec.template.spec;
  return { ...made, statefulSet, server: pod.containers[0], serverPod: pod };
}

describe('hotels on PostgreSQL', () => {
  const folder = scratchFolder();

  it('have one server with a claim that survives every change, and a stable address', async () => {
    const { statefulSet, serverPod, server, claim, recording, component } = await makeServer();
    assert.equal(statefulSet.inputs.spec.replicas, 1);
    assert.equal(statefulSet.inputs.spec.serviceName, 'hotels-database');
    assert.equal(await valueOf(component.databaseStatefulSet!), 'hotels-database');
    const service = recording.one('kubernetes:core/v1:Service', 'hotels-database-server').inputs;
    assert.deepEqual([service.metadata.name, service.spec.type], ['hotels-database', 'ClusterIP']);
    assert.deepEqual(service.spec.selector, statefulSet.inputs.spec.selector.matchLabels);
    assert.equal(server.image, images.postgresImage);
    assert.equal(claim.inputs.metadata.name, 'hotels-database');
    const { retainOnDelete, deleteBeforeReplace } = recording.optionsOf(claim);
    assert.deepEqual([retainOnDelete, deleteBeforeReplace], [true, false]);
    assert.deepEqual(serverPod.volumes[0].persistentVolumeClaim, { claimName: 'hotels-database' });
    assert.equal(serverPod.volumes.length, server.volumeMounts.length);
  });

  it('run a server that follows the Pod Security Standard restricted', async () => {
    const { serverPod } = await makeServer();
    assertRestricted(serverPod);
  });

  it('run a server that is ready when it takes connections, and alive also while it recovers', async () => {
    const { server } = await makeServer();
    /** Whether a probe succeeds when `pg_isready` ends with a status. */
    const succeeds = async (probe: string, status: number): Promise<boolean> => {
      const PATH = fakeCommand(folder(), 'pg_isready', `exit ${status}`);
      const [command, ...args] = server[probe].exec.command as [string, ...string[]];
      return (await tryRun(command, args, { env: { PATH } })).status === 0;
    };
    const [accepts, refuses, silent] = [0, 1, 2];
    for (const [probe, status, expected] of [
      ['readinessProbe', accepts, true],
      ['readinessProbe', refuses, false],
      ['readinessProbe', silent, false],
      ['startupProbe', accepts, true],
      ['startupProbe', refuses, true],
      ['startupProbe', silent, false],
      ['livenessProbe', accepts, true],
      ['livenessProbe', refuses, true],
      ['livenessProbe', silent, false],
    ] as const)
      assert.equal(await succeeds(probe, status), expected, `${probe} ${status}`);
  });

  it('have the address in the ConfigMap of the backend, whose pods have no volume', async () => {
    const { recording, pod } = await makeServer();
    assert.deepEqual(recording.one('kubernetes:core/v1:ConfigMap').inputs.data, {
      DB_HOST: 'hotels-database',
      DB_PORT: '5432',
      DB_NAME: 'hotels',
      DB_USER: 'hotels',
      DB_TABLE: 'hotels',
    });
    assertRestricted(pod);
    assert.ok(pod.volumes.every((volume: object) => !('persistentVolumeClaim' in volume)));
    assert.equal(pod.affinity, undefined);
    assert.equal(pod.topologySpreadConstraints[0].whenUnsatisfiable, 'ScheduleAnyway');
  });

  it('have a password only in the Secret, as a file for the server, the migrations and the backend', async () => {
    const { recording, server, serverPod, pod, migrations, backend, frontend } = await makeServer();
    const password = recording.one('random:index/randomPassword:RandomPassword').inputs;
    assert.deepEqual([password.length, password.special], [32, false]);
    const secret = recording.one('kubernetes:core/v1:Secret').inputs;
    assert.equal(secret.immutable, true);
    assert.equal(secret.metadata.name, undefined);
    assert.match(revealedData(secret.stringData).password, /^\w{32}$/);
    for (const container of [server, migrations, backend]) {
      assert.equal(environment(container).DB_PASSWORD_FILE, `${secretFolder}/password`);
      const mount = container.volumeMounts.find(({ name }: { name: string }) => name === 'password');
      assert.deepEqual(mount, { name: 'password', mountPath: secretFolder, readOnly: true });
    }
    assert.ok(frontend.volumeMounts.every(({ name }: { name: string }) => name !== 'password'));
    for (const { volumes } of [serverPod, pod]) {
      const { secret: source } = volumes.find(({ name }: { name: string }) => name === 'password');
      assert.deepEqual(source, { secretName: 'hotels-database-login-picked', defaultMode: 0o440 });
    }
  });

  it('can have several pods, which a drain evicts one by one', async () => {
    const { recording, deployment } = await makeServer({ replicas: 3 });
    assert.equal(deployment.inputs.spec.replicas, 3);
    const budget = recording.one('kubernetes:policy/v1:PodDisruptionBudget').inputs.spec;
    assert.equal(budget.maxUnavailable, 1);
    assert.deepEqual(budget.selector, deployment.inputs.spec.selector);
  });
});

/** The data of a Secret; throws unless it is secret in the state too. */
function revealedData(data: unknown): { password: string } {
  return revealed(data) as { password: string };
}
