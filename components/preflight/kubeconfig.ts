import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, resolve } from 'node:path';

import { parse } from 'yaml';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a cluster is reached, or as whom, by the names that kubeconfig files give to it. */
export type Entry = Readonly<Record<string, unknown>>;

/** The entries of a kubeconfig by their names, in the order of the files. */
export interface Kubeconfig {
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly currentContext: string | undefined;
}

/** What a context of a kubeconfig leads to. */
export interface Access {
  /** The cluster, which has at least the URL `server`. */
  readonly cluster: Entry & { readonly server: string };
  /** The user; empty when the context has none. */
  readonly user: Entry;
}

/** The fields that are paths: those that are not absolute start at the folder of their file. */
const paths = new Set(['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']);

/**
 * The files of the kubeconfig that exist: `KUBECONFIG` may list several files, of which missing ones are skipped, as kubectl
 * does.
 *
 * @param environment - the environment of the program
 */
export function kubeconfigFiles({ KUBECONFIG = '' }: Environment): readonly string[] {
  const listed = KUBECONFIG.split(delimiter).filter((file) => file !== '');
  return (listed.length > 0 ? listed : [resolve(homedir(), '.kube', 'config')]).filter(existsSync);
}

/**
 * Reads files of a kubeconfig as kubectl does: the first one to name something wins.
 *
 * @param files - the files, which exist
 * @throws Error with one line when a file cannot be read
 */
export function readKubeconfig(files: readonly string[]): Kubeconfig {
  const merged = {
    clusters: new Map<string, Entry>(),
    users: new Map<string, Entry>(),
    contexts: new Map<string, Entry>(),
  };
  let currentContext: string | undefined;
  for (const file of files) {
    const content = contentOf(file);
    for (const [list, kind] of [
      ['clusters', 'cluster'],
      ['users', 'user'],
      ['contexts', 'context'],
    ] as const)
      for (const [name, entry] of entriesIn(content[list], kind))
        if (!merged[list].has(name)) merged[list].set(name, withPaths(entry, dirname(file)));
    const current = content['current-context'];
    if (typeof current === 'string' && current !== '') currentContext ??= current;
  }
  return { ...merged, currentContext };
}

/**
 * What a context of a kubeconfig leads to.
 *
 * @param files - the files that the kubeconfig was read from, for the error message
 * @param context - the context; default: the current one
 * @throws Error with one line when there is no such context, or it has no cluster
 */
export function accessBy(config: Kubeconfig, files: readonly string[], context: string | undefined): Access {
  const name = context ?? config.currentContext;
  const found = name === undefined ? undefined : config.contexts.get(name);
  if (name === undefined || found === undefined) throw new Error(noContext(config, files, context));
  const cluster = config.clusters.get(String(found.cluster));
  if (typeof cluster?.server !== 'string')
    throw new Error(`the kubeconfig has no cluster for its context ${name}`);
  return {
    cluster: { ...cluster, server: cluster.server },
    user: config.users.get(String(found.user)) ?? {},
  };
}

function contentOf(file: string): Entry {
  try {
    // An empty file is a valid one for kubectl.
    const content: unknown = parse(readFileSync(file, 'utf8')) ?? {};
    if (!isEntry(content)) throw new Error('it is not a map');
    return content;
  } catch (error) {
    throw new Error(`the kubeconfig ${file} cannot be read: ${firstLine(error)}`, { cause: error });
  }
}

/** The entries of a list in a file. What has no name or no content is left out, since it leads nowhere. */
function entriesIn(list: unknown, kind: string): [string, Entry][] {
  return (Array.isArray(list) ? list : []).filter(isEntry).flatMap((item): [string, Entry][] => {
    const { name, [kind]: entry } = item;
    return typeof name === 'string' && isEntry(entry) ? [[name, entry]] : [];
  });
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withPaths(entry: Entry, folder: string): Entry {
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      paths.has(key) && typeof value === 'string' ? resolve(folder, value) : value,
    ]),
  );
}

function noContext({ contexts }: Kubeconfig, files: readonly string[], context: string | undefined): string {
  if (files.length === 0) return 'there is no kubeconfig: set KUBECONFIG to the file of your cluster';
  const known = contexts.size === 0 ? 'it has none' : `it has ${[...contexts.keys()].join(', ')}`;
  return context === undefined
    ? `the kubeconfig has no current context: choose one by the setting \`context\`; ${known}`
    : `the kubeconfig has no context ${context}: choose another one by the setting \`context\`; ${known}`;
}

/** The first line of an error's message. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? '';
}
