import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check } from './check';

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: { readonly nodeInfo: { readonly architecture: string; readonly operatingSystem: string } };
}

/** The names of Node.js for the architectures, where those of Kubernetes and of images are others. */
const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };

/** There are nodes of the platforms that images are built for. Unset, that is the platform of the machine that builds them. */
export const nodesCanRun: Check<AllSettings> = async (settings, { cluster }) => {
  const builds = settings.systems.some((name) => (settings[name] as { images?: unknown }).images === 'ours');
  if (!builds) return [];
  const nodes = (await cluster.get<{ readonly items: readonly Node[] }>('/api/v1/nodes'))?.items ?? [];
  const platformOf = ({ status: { nodeInfo } }: Node): string =>
    `${nodeInfo.operatingSystem}/${nodeInfo.architecture}`;
  const platforms = settings.platforms ?? [`linux/${names[process.arch] ?? process.arch}`];
  const others = nodes.filter((node) => !platforms.includes(platformOf(node)));
  if (others.length === 0) return [];
  const wanted = [...new Set(others.map(platformOf))].filter((platform) => platform.startsWith('linux/'));
  const way =
    wanted.length === 0
      ? 'the stack needs nodes with Linux'
      : `run ${wanted.map((platform, at) => `\`pulumi config set --path 'platforms[${at}]' ${platform}\``).join(' and ')}`;
  const setting = `${pulumi.getProject()}:platforms`;
  const built = `${setting} is ${settings.platforms === undefined ? `not set, and images are built for ${platforms.join(', ')}` : platforms.join(', ')}`;
  if (others.length === nodes.length) return [`${built}, but no node runs that: ${way}`];
  const some = others.map((node) => `${node.metadata.name} (${platformOf(node)})`).join(', ');
  return [{ doubt: `${built}; pods that are placed on ${some} cannot start: ${way}` }];
};
