import type { CommandOptions } from '../local/host/command';
import { TemporaryStack } from '../local/host/temporary-stack';

/**
 * Deploys systems as a new stack, in new namespaces and with its state in a temporary folder, then destroys it. The
 * images must be in the registry. The creation of keys is set to take no time.
 *
 * @param project - the folder of the project
 * @param registry - the registry of the images
 * @param systems - the names of the systems
 * @param options - with the environment variables of plain pulumi
 * @returns the duration of `pulumi up` until every pod was ready, in milliseconds
 * @throws Failure when the stack cannot be deployed or destroyed
 */
export async function timeFreshStack(
  project: string,
  registry: string,
  systems: readonly string[],
  options: CommandOptions,
): Promise<number> {
  const stack = new TemporaryStack('bench', options);
  try {
    await stack.create(
      { name: 'shared-keys', runtime: 'nodejs', main: project },
      {
        'shared-keys:registry': registry,
        'shared-keys:systems': systems,
        ...Object.fromEntries(
          systems.map((system) => [
            `shared-keys:${system}`,
            {
              namespace: `${stack.name}-${system}`,
              ...(system === 'cryptoserver' ? { keysSeconds: 0, keepData: false } : {}),
              ...(system === 'hotels' ? { keepData: false } : {}),
            },
          ]),
        ),
      },
    );
    try {
      const since = performance.now();
      await stack.up();
      return performance.now() - since;
    } finally {
      // Without the signal: a benchmark that is stopped must not leave a stack that nobody knows.
      await stack.destroy();
    }
  } finally {
    stack.forget();
  }
}
