import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { run, type CommandOptions } from '../../local/host/command';
import type { Paths } from '../../local/host/paths';
import { builtFolder, goArguments } from '../../local/toolchain/build';
import { goVersion } from '../../local/toolchain/host';
import { clusterTools, moduleFolder, pulumiTools } from '../../local/toolchain/tools';
import { goOfApiJudge } from '../support/policy/api-judge';
import { succeed, type Check } from './check';
import { contentOf, unlessPassed } from './passed';
import { ensurePython } from './python';
import { goServices } from './services';

/**
 * The checks of the sources. The slow ones are not repeated when they have already passed with the same sources and the
 * same packages.
 */
export function lintChecks(paths: Paths, options: CommandOptions): readonly Check[] {
  const sources = contentOf(paths.project);
  const node = (tool: string, args: readonly string[]): Check => ({
    title: tool,
    run: () =>
      unlessPassed(paths.cache, [tool, ...args, process.version, sources], () =>
        succeed(join(paths.project, 'node_modules', '.bin', tool), args, options),
      ),
  });
  // prettier and tsc look again only at the files that have changed, or that import one that has. Not so eslint: its rules
  // ask for the types of other files, of which its cache knows nothing.
  const cache = join(paths.cache, 'lint');
  const byContent = ['--cache', '--cache-strategy=content', `--cache-location=${join(cache, 'prettier')}`];
  return [
    node('eslint', ['.']),
    node('prettier', ['--check', '--log-level=warn', ...byContent, '.']),
    node('tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', join(cache, 'tsc.tsbuildinfo')]),
    { title: 'gofmt', run: () => checkFormat(paths, options) },
    { title: 'go vet, go test of the tools', run: () => checkGo(paths, options) },
    { title: 'go vet of the services', run: () => vetServices(paths, options) },
    { title: 'actionlint', run: () => checkWorkflows(paths, options) },
    { title: 'ruff', run: () => checkPython(paths, options) },
  ];
}

async function checkFormat(paths: Paths, options: CommandOptions): Promise<undefined> {
  const folders = [
    join(paths.project, 'local', 'tools'),
    goOfApiJudge(paths.project).folder,
    ...goServices(paths.project),
  ];
  const files = await run('gofmt', ['-l', ...folders], options);
  if (files !== '') throw new Error(`not formatted by gofmt:\n${files}`);
}

async function vetServices(paths: Paths, options: CommandOptions): Promise<undefined> {
  for (const cwd of goServices(paths.project)) await succeed('go', ['vet', './...'], { ...options, cwd });
}

/** Checks the workflows by actionlint, which Go builds at first. Its helpers for scripts are not
 * used: what they are depends on the machine. */
async function checkWorkflows({ project }: Paths, options: CommandOptions): Promise<undefined> {
  const folder = join(project, '.github', 'workflows');
  const workflows = readdirSync(folder).map((file) => join(folder, file));
  const args = ['tool', 'actionlint', '-no-color', '-shellcheck=', '-pyflakes=', ...workflows];
  await succeed('go', args, { ...options, cwd: join(project, 'test', 'tools', 'actionlint') });
}

/** Checks the rules of Ruff and its format for all Python files. */
async function checkPython(paths: Paths, options: CommandOptions): Promise<undefined> {
  const ruff = join(await ensurePython(paths, options), 'ruff');
  const images = { ...options, cwd: join(paths.project, 'images') };
  const all = ['--no-cache', '--config', 'ruff.toml', '.', join(paths.project, 'test')];
  await succeed(ruff, ['check', ...all], images);
  await succeed(ruff, ['format', '--check', ...all], images);
}

/**
 * Runs `go vet` and `go test` for every Go module of the tools, and `go vet` for that of the policy's tests. Both compile the
 * dependencies when they are no longer in the cache of Go, which takes minutes, so a module that has passed is not checked
 * again until it changes.
 */
async function checkGo(paths: Paths, options: CommandOptions): Promise<undefined> {
  const settings = { project: paths.project, cache: paths.cache, go: await goVersion(options) };
  for (const tool of [...clusterTools, ...pulumiTools]) {
    await unlessPassed(paths.cache, [basename(builtFolder(settings, tool))], async () => {
      const module = { ...options, cwd: moduleFolder(paths.project, tool) };
      const { flags, environment, release } = await goArguments(settings, tool, options);
      try {
        const packages = readdirSync(module.cwd, { recursive: true })
          .map(String)
          .some((file) => file.endsWith('.go'));
        if (packages) {
          await succeed('go', ['vet', ...flags, './...'], { ...module, env: environment });
          await succeed('go', ['test', '-vet=off', ...flags, './...'], { ...module, env: environment });
        }
      } finally {
        release();
      }
      return undefined;
    });
  }
  // After the module of the cluster, whose packages are compiled then.
  const { folder, flags, env } = goOfApiJudge(paths.project);
  await unlessPassed(paths.cache, ['api-judge', contentOf(folder), settings.go], () =>
    succeed('go', ['vet', ...flags, './...'], { ...options, cwd: folder, env }),
  );
}
