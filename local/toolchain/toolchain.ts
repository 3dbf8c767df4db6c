import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { CommandOptions } from '../host/command';
import type { Paths } from '../host/paths';
import type { Steps } from '../host/steps';
import { together } from '../host/wait';
import { build, builtFolder, isBuilt, removeLeftovers, type BuildSettings } from './build';
import { debianFolder, fetchPackages, hasPackages } from './debian';
import { goVersion } from './host';
import { hasOwnPulumi } from './own-pulumi';
import { clusterTools, pulumiTools, type Tool } from './tools';

/** The folders with the binaries of the tools. */
export interface Toolchain {
  readonly kubernetes: string;
  readonly buildkit: string;
  readonly pause: string;
  readonly kubeRouter: string;
  readonly debian: string;
  /** The Pulumi CLI and its plugins; undefined when the user's own Pulumi is used. */
  readonly pulumi: { readonly cli: string; readonly random: string } | undefined;
}

/** The folders of the tools, whether or not they are built. */
function toolchainOf(settings: BuildSettings, ownPulumi: boolean): Toolchain {
  const folders = Object.fromEntries(
    [...clusterTools, ...pulumiTools].map((tool) => [tool.name, join(builtFolder(settings, tool), 'bin')]),
  ) as Record<'kubernetes' | 'buildkit' | 'pause' | 'kube-router' | 'pulumi' | 'pulumi-random', string>;
  return {
    kubernetes: folders.kubernetes,
    buildkit: folders.buildkit,
    pause: folders.pause,
    kubeRouter: folders['kube-router'],
    debian: debianFolder(settings.cache),
    pulumi: ownPulumi ? undefined : { cli: folders.pulumi, random: folders['pulumi-random'] },
  };
}

/**
 * The folders of the tools; undefined unless all of them exist.
 *
 * @throws {@link Failure} when Go is missing or too old.
 */
export async function findToolchain(paths: Paths, options: CommandOptions): Promise<Toolchain | undefined> {
  const settings = { project: paths.project, cache: paths.cache, go: await goVersion(options) };
  const ownPulumi = await hasOwnPulumi(paths, options);
  const toolchain = toolchainOf(settings, ownPulumi);
  const folders = [
    toolchain.kubernetes,
    toolchain.buildkit,
    toolchain.pause,
    toolchain.kubeRouter,
    toolchain.debian,
  ];
  if (toolchain.pulumi) folders.push(toolchain.pulumi.cli, toolchain.pulumi.random);
  return folders.every((folder) => existsSync(folder)) ? toolchain : undefined;
}

/**
 * Builds and downloads the missing tools. The tools of the cluster and of Pulumi are built at the same time: that keeps
 * two processors busy.
 *
 * @param steps - where progress is printed.
 * @throws {@link Failure} when Go is missing or too old, or a tool cannot be built or downloaded.
 */
export async function ensureToolchain(
  paths: Paths,
  steps: Steps,
  options: CommandOptions,
): Promise<Toolchain> {
  const settings = { project: paths.project, cache: paths.cache, go: await goVersion(options) };
  removeLeftovers(paths.cache);
  const path = process.env.PATH ?? '';
  const note = (text: string): void => {
    steps.note(text);
  };
  if (!hasPackages(paths.cache, path, note)) {
    await steps.step('Downloading Debian packages', (report) =>
      fetchPackages(paths.cache, path, options, report),
    );
  }

  const ownPulumi = await hasOwnPulumi(paths, options);
  const needed = (tools: readonly Tool[]): Tool[] => tools.filter((tool) => !isBuilt(settings, tool, note));
  const make = async (tools: readonly Tool[], lane: CommandOptions): Promise<void> => {
    for (const tool of tools) {
      await steps.step(`Building ${tool.name}`, (report) => build(settings, tool, lane, report));
    }
  };
  const lanes = [needed(clusterTools), ownPulumi ? [] : needed(pulumiTools)];
  await together(
    options.signal,
    lanes.map((tools) => (signal: AbortSignal) => make(tools, { ...options, signal })),
  );
  return toolchainOf(settings, ownPulumi);
}
