import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

// Version 2 needs Node 22. It understands contexts, certificates and the plugins that fetch credentials.
import type { KubeConfig } from '@kubernetes/client-node';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The kubeconfig as kubectl reads it: `KUBECONFIG` may list several files, of which missing ones are skipped, and the first one
 * to name something wins. Without any file it is that of a pod, if this is one.
 *
 * @param environment - the environment of the program
 * @param context - the context to use; default: the current one
 * @throws Error with one line when a file cannot be read, or the context does not exist
 */
export async function readKubeconfig(
  environment: Environment,
  context: string | undefined,
): Promise<KubeConfig> {
  // Loaded only here: it takes half a second.
  const client = await import('@kubernetes/client-node');
  const merged = new client.KubeConfig();
  const files = kubeconfigFiles(environment).filter(existsSync);
  if (files.length === 0 && environment.KUBERNETES_SERVICE_HOST !== undefined) merged.loadFromCluster();
  for (const file of files) addMissing(merged, loaded(new client.KubeConfig(), file));
  if (context !== undefined) merged.setCurrentContext(context);
  if (merged.getContextObject(merged.getCurrentContext()) === null)
    throw new Error(noContext(merged, files, context));
  if (merged.getCurrentCluster() === null)
    throw new Error(`the kubeconfig has no cluster for its context ${merged.getCurrentContext()}`);
  return merged;
}

/** The files of the kubeconfig, whether or not they exist. */
function kubeconfigFiles({ KUBECONFIG = '' }: Environment): string[] {
  const listed = KUBECONFIG.split(delimiter).filter((file) => file !== '');
  return listed.length > 0 ? listed : [join(homedir(), '.kube', 'config')];
}

function loaded(config: KubeConfig, file: string): KubeConfig {
  try {
    // An empty file is a valid one for kubectl, but not for this library.
    config.loadFromString(readFileSync(file, 'utf8').trim() || '{}', { onInvalidEntry: 'filter' });
  } catch (error) {
    throw new Error(`the kubeconfig ${file} cannot be read: ${firstLine(error)}`, { cause: error });
  }
  config.makePathsAbsolute(dirname(file));
  return config;
}

/** Adds what an earlier file has not named. The library's own merge refuses a name that two files have. */
function addMissing(merged: KubeConfig, next: KubeConfig): void {
  for (const cluster of next.getClusters())
    if (!merged.getClusters().some(({ name }) => name === cluster.name)) merged.addCluster(cluster);
  for (const user of next.getUsers())
    if (!merged.getUsers().some(({ name }) => name === user.name)) merged.addUser(user);
  for (const context of next.getContexts())
    if (!merged.getContexts().some(({ name }) => name === context.name)) merged.addContext(context);
  // Without a current context the file says nothing about it; the library's type does not allow for that.
  const [current, another] = [merged, next].map((one): unknown => one.getCurrentContext());
  if (!isName(current) && isName(another)) merged.setCurrentContext(another);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function noContext(config: KubeConfig, files: readonly string[], context: string | undefined): string {
  if (files.length === 0) return 'there is no kubeconfig: set KUBECONFIG to the file of your cluster';
  const names = config.getContexts().map(({ name }) => name);
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  return context === undefined
    ? `the kubeconfig has no current context: choose one by the setting \`context\`; ${known}`
    : `the kubeconfig has no context ${context}: choose another one by the setting \`context\`; ${known}`;
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
