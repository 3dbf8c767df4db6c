import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { listeners } from '../../../local/cluster/port-check';
import { run } from '../../../local/host/command';
import { pathsFrom } from '../../../local/host/paths';
import { interrupted } from './interruption';
import { projectFolder } from './pulumi';

let compiled: string | undefined;

/** What a connection is tried to. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

/** The network of a pod on this machine, or of the machine itself. */
export interface Network {
  /** The file of its network namespace; undefined for the machine's own. */
  readonly file?: string;
}

/** Where containerd has the network namespaces of the pods of the local cluster. */
function folder(): string {
  return join(pathsFrom(process.env, projectFolder).run, 'containerd/io.containerd.grpc.v1.cri/netns');
}

/** Whether the networks of pods can be entered: the cluster is that of this machine, and the user is root. */
export function canEnterPods(): boolean {
  return process.getuid?.() === 0 && existsSync(folder()) && readdirSync(folder()).length > 0;
}

/** The networks of all pods on this machine, by the addresses of the pods. */
export async function podNetworks(): Promise<ReadonlyMap<string, Network>> {
  const found = new Map<string, Network>();
  for (const name of readdirSync(folder())) {
    const file = join(folder(), name);
    const printed = await inside({ file }, ['ip', '-json', '-4', 'address', 'show', 'eth0']).catch(
      () => '[]',
    );
    const [link] = JSON.parse(printed) as [{ addr_info: { local: string }[] }?];
    for (const { local } of link?.addr_info ?? []) found.set(local, { file });
  }
  return found;
}

/** The TCP ports on which something in a network listens, with the addresses as the kernel writes them. */
export async function listening(
  network: Network,
): Promise<readonly { readonly address: string; readonly port: number }[]> {
  const tables = await inside(network, ['cat', '/proc/self/net/tcp', '/proc/self/net/tcp6']);
  return listeners(tables);
}

/** Tries to reach targets from a network, all side by side. A connection that takes longer than 2 s counts as refused. */
export async function reach(from: Network, targets: readonly Target[]): Promise<readonly boolean[]> {
  const printed = await inside(from, [process.execPath, '--eval', probe(), JSON.stringify(targets)]);
  return JSON.parse(printed) as readonly boolean[];
}

/** What is run in the network of a pod. Compiled here: that takes longer than what it does. */
function probe(): string {
  const source = readFileSync(join(projectFolder, 'test/support/live/reach-probe.ts'), 'utf8');
  compiled ??= ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } }).outputText;
  return compiled;
}

/** Runs a program of this machine with the network of a pod: images have no tools. */
function inside({ file }: Network, command: readonly string[]): Promise<string> {
  const [program = '', ...args] = file === undefined ? command : ['nsenter', `--net=${file}`, ...command];
  return run(program, args, { signal: interrupted });
}
