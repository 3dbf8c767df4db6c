import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import axios from 'axios';

import { Cluster as LocalCluster } from '../../../local/cluster/cluster';
import { layoutOf, network, noTools, registryHost } from '../../../local/cluster/layout';
import { run } from '../../../local/host/command';
import { pathsFrom } from '../../../local/host/paths';
import { pulumi } from '../../../local/host/temporary-stack';
import { plainHttp, type Cluster } from './cluster';
import { interrupted } from './interruption';
import { projectFolder } from './pulumi';

/** What stacks leave on the machine of the local cluster while they are there: lists of names, which can be compared. */
export interface Traces {
  /** The stacks in Pulumi's backend, and which one is selected. */
  readonly stacks: readonly string[];
  readonly namespaces: readonly string[];
  readonly volumes: readonly string[];
  /** The folders of the volumes on the disk. */
  readonly volumeFolders: readonly string[];
  /** The folders that the kubelet has for pods. */
  readonly podFolders: readonly string[];
  /** Each tag of each repository in the local registry. */
  readonly imageTags: readonly string[];
  /** The rules of iptables, of kube-proxy and of the firewall, without counters, and the firewall's sets of addresses. */
  readonly rules: readonly string[];
  /** The network interfaces on the bridge of the pods. */
  readonly interfaces: number;
  /** The mounts below the folders of the cluster. */
  readonly mounts: number;
}

/** What the local cluster uses, in bytes. */
export interface Use {
  /** The resident memory of its parts, without pods. */
  readonly memory: number;
  /** Its data on the disk: images, layers, volumes, etcd, logs. */
  readonly disk: number;
}

const layout = layoutOf(pathsFrom(process.env, projectFolder), noTools);

/** Reads the traces of all stacks on the local cluster. */
export async function tracesOf(cluster: Cluster): Promise<Traces> {
  const { paths, volumes } = layout;
  const names = async (kind: string): Promise<string[]> => {
    const printed = await cluster.kubectl(['get', kind, '--output=jsonpath={.items[*].metadata.name}']);
    return printed.split(' ').filter(Boolean).sort();
  };
  const printed = (command: string, ...args: string[]): Promise<string> =>
    run(command, args, { signal: interrupted });
  const [stacks, ...rules] = await Promise.all([
    pulumi(['stack', 'ls', '--json'], { cwd: projectFolder, signal: interrupted }),
    printed('iptables-save'),
    printed('iptables-legacy-save'),
    printed('ipset', 'save'),
  ]);
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const below = [`${paths.data}/`, `${paths.run}/`];
  return {
    stacks: (JSON.parse(stacks) as { name: string; current: boolean }[])
      .map(({ name, current }) => (current ? `${name} (selected)` : name))
      .sort(),
    namespaces: await names('namespaces'),
    volumes: await names('persistentvolumes'),
    volumeFolders: readdirSync(volumes).sort(),
    podFolders: readdirSync(join(paths.data, 'kubelet', 'pods')).sort(),
    imageTags: await imageTags(),
    rules: rules
      .join('\n')
      .split('\n')
      .filter((line) => /^(?:-A|:|create|add) ?/.test(line))
      .map((line) => line.replace(/ \[\d+:\d+\]$| initval \S+/, ''))
      // The firewall names its chains anew each time.
      .map((line) => line.replace(/(KUBE-(?:NWPLCY|POD-FW)-)[A-Z2-7]{16}\b/g, '$1'))
      .sort(),
    interfaces: readdirSync(`/sys/class/net/${network.bridge}/brif`).length,
    mounts: mounts.filter((line) => below.some((folder) => line.includes(` ${folder}`))).length,
  };
}

/** Measures what the local cluster uses now. */
export async function useOf(): Promise<Use> {
  const parts = new LocalCluster(layout, { signal: interrupted }).parts();
  const printed = await run('du', ['--summarize', '--block-size=1', layout.paths.data], {
    signal: interrupted,
  });
  return {
    memory: parts.reduce((sum, { memory }) => sum + memory, 0),
    disk: Number(/^\d+/.exec(printed)?.[0]),
  };
}

async function imageTags(): Promise<string[]> {
  const registry = `http://${registryHost}/v2`;
  const { repositories } = (await get(`${registry}/_catalog?n=1000`)) as { repositories: string[] };
  const tags = await Promise.all(
    repositories.map(async (repository) => {
      const list = (await get(`${registry}/${repository}/tags/list`)) as { tags: string[] | null };
      return (list.tags ?? []).map((tag) => `${repository}:${tag}`);
    }),
  );
  return tags.flat().sort();
}

async function get(url: string): Promise<unknown> {
  const { status, data } = await axios.get<unknown>(url, plainHttp);
  if (status !== 200) throw new Error(`${url} answered with ${status}`);
  return data;
}
