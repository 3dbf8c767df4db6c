import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { beside } from '../../support/live/beside';
import { projectFolder } from '../../support/live/pulumi';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

const role = 'shared-keys-deployer';

describe('A user with no more rights than docs/rights grants', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'limited-rights-'));
  let stack: Throwaway;
  const kubectl = (args: readonly string[], input?: string): Promise<string> =>
    beside.cluster.kubectl(args, input);
  /** The name of what the test makes in the whole cluster, which is not that of a user's own roles. */
  const named = (): string => `${role}-${stack.namespace}`;
  const manifest = (file: string): string =>
    readFileSync(join(projectFolder, 'docs', 'rights', file), 'utf8').replaceAll(
      'NAMESPACE',
      stack.namespace,
    );

  before(async () => {
    stack = await unsharedThrowaway('search', beside);
    const { namespace } = stack;
    await kubectl(['create', 'namespace', namespace]);
    const mark = `shared-keys/stack=organization/shared-keys/${namespace}`;
    await kubectl(['annotate', 'namespace', namespace, mark]);
    const within = `--namespace=${namespace}`;
    const user = `--serviceaccount=${namespace}:deployer`;
    await kubectl(['create', 'serviceaccount', 'deployer', within]);
    await kubectl(
      ['apply', '--filename=-'],
      manifest('cluster.yaml').replace(`name: ${role}`, `name: ${named()}-all`),
    );
    await kubectl(['apply', '--filename=-'], manifest('namespace.yaml'));
    for (const one of [named(), `${named()}-all`])
      await kubectl(['create', 'clusterrolebinding', one, `--clusterrole=${one}`, user]);
    await kubectl(['create', 'rolebinding', role, `--role=${role}`, user, within]);
    stack.useKubeconfig(await kubeconfigOf(await kubectl(['create', 'token', 'deployer', within])));
  });
  after(async () => {
    stack.useKubeconfig(process.env.KUBECONFIG);
    const both = [named(), `${named()}-all`];
    await kubectl(['delete', 'clusterrole,clusterrolebinding', ...both, '--ignore-not-found']);
    rmSync(folder, { recursive: true, force: true });
  });

  it('deploys a stack with its rules into a namespace that was made for it', async () => {
    await stack.up();
    assert.ok(stack.outputs.urls.search);
  });

  it('is told what is missing before anything is changed, once it has less', async () => {
    const less = manifest('namespace.yaml').replace('secrets, services]', 'secrets]');
    await kubectl(['apply', '--filename=-'], less);
    await assert.rejects(
      stack.up({ replicas: 2 }),
      new RegExp(`may not get, watch, create, patch, delete services in the namespace ${stack.namespace}`),
    );
    await kubectl(['apply', '--filename=-'], manifest('namespace.yaml'));
  });

  /** The path of a kubeconfig by which a token reaches the same cluster. */
  async function kubeconfigOf(token: string): Promise<string> {
    const config = JSON.parse(
      await kubectl(['config', 'view', '--raw', '--minify', '--flatten', '--output=json']),
    ) as { users: { name: string; user: object }[] };
    for (const user of config.users) user.user = { token: token.trim() };
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }
});
