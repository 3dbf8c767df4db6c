import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { tryRun, type CommandOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import { systemNames } from '../components/systems';

/**
 * Deploys all systems as a new stack, in new namespaces and with its state in a temporary folder, then destroys it. The
 * images must be in the registry. The creation of keys is set to take no time.
 *
 * @param project - the folder of the project
 * @param registry - the registry of the images
 * @param options - with the environment variables of plain pulumi
 * @returns the duration of `pulumi up` until every pod was ready, in milliseconds
 * @throws Failure when the stack cannot be deployed; it is destroyed in any case
 */
export async function timeFreshStack(
  project: string,
  registry: string,
  options: CommandOptions,
): Promise<number> {
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'shared-keys-bench-'));
  const state = join(folder, 'state');
  mkdirSync(state);
  const env = {
    ...options.env,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString('hex'),
    PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
  };
  const pulumi = async (...args: string[]): Promise<void> => {
    const { status, stdout, stderr } = await tryRun(
      'pulumi',
      [...args, '--stack', name, '--non-interactive'],
      {
        ...options,
        cwd: folder,
        env,
      },
    );
    if (status !== 0)
      throw new Failure(`pulumi ${args[0]} ended with status ${status}:\n${stdout}\n${stderr}`);
  };
  // JSON is valid YAML.
  const write = (file: string, content: object): void => {
    writeFileSync(join(folder, file), JSON.stringify(content));
  };
  write('Pulumi.yaml', { name: 'shared-keys', runtime: 'nodejs', main: project });
  write(`Pulumi.${name}.yaml`, {
    config: {
      'shared-keys:registry': registry,
      ...Object.fromEntries(
        systemNames.map((system) => [
          `shared-keys:${system}`,
          { namespace: `${name}-${system}`, ...(system === 'cryptoserver' ? { keysSeconds: 0 } : {}) },
        ]),
      ),
    },
  });
  try {
    await pulumi('stack', 'init', '--no-select');
    const since = performance.now();
    await pulumi('up', '--yes', '--skip-preview', '--suppress-outputs');
    return performance.now() - since;
  } finally {
    // Without the abort signal: a stopped benchmark must not leave its stack behind.
    const args = ['destroy', '--yes', '--skip-preview', '--stack', name, '--non-interactive'];
    await tryRun('pulumi', args, { cwd: folder, env });
    rmSync(folder, { recursive: true, force: true });
  }
}
