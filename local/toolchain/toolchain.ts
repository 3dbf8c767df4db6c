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

/** Where the tools are, each a folder of binaries. */
export interface Toolchain {
  readonly kubernetes: string;
  readonly buildkit: string;
  readonly pause: string;
  readonly debian: string;
  /** Of the Pulumi CLI and its plugins; undefined when those on the path are used. */
  readonly pulumi: { readonly cli: string; readonly random: string } | undefined;
}

/** Derives the folders, built or not. */
function toolchainOf(settings: BuildSettings, ownPulumi: boolean): Toolchain {
  const folders = Object.fromEntries(
    [...clusterTools, ...pulumiTools].map((tool) => [tool.name, join(builtFolder(settings, tool), 'bin')]),
  ) as Record<'kubernetes' | 'buildkit' | 'pause' | 'pulumi' | 'pulumi-random', string>;
  return {
    kubernetes: folders.kubernetes,
    buildkit: folders.buildkit,
    pause: folders.pause,
    debian: debianFolder(settings.cache),
    pulumi: ownPulumi ? undefined : { cli: folders.pulumi, random: folders['pulumi-random'] },
  };
}

/** Gives the tools' folders when all of them are there; undefined when something has to be made first. */
export async function findToolchain(paths: Paths, options: CommandOptions): Promise<Toolchain | undefined> {
  const settings = { project: paths.project, cache: paths.cache, go: await goVersion(options) };
  const ownPulumi = await hasOwnPulumi(paths, options);
  const toolchain = toolchainOf(settings, ownPulumi);
  const folders = [toolchain.kubernetes, toolchain.buildkit, toolchain.pause, toolchain.debian];
  if (toolchain.pulumi) folders.push(toolchain.pulumi.cli, toolchain.pulumi.random);
  return folders.every((folder) => existsSync(folder)) ? toolchain : undefined;
}

/** Builds and fetches what is missing. The longest module is compiled beside the others, which fills two processors. */
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
    await steps.step('Fetching Debian packages', (report) =>
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
