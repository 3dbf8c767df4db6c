import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { CommandOptions } from '../../local/host/command';
import type { Paths } from '../../local/host/paths';
import type { Check } from './check';
import { goTest } from './go-test';
import { pytest } from './pytest';
import { ensurePython } from './python';

/** The folders in `images` with a Go module. */
export function goServices(project: string): string[] {
  return servicesWith(project, 'go.mod');
}

/** The folders in `images` with a Python project. */
export function pythonServices(project: string): string[] {
  return servicesWith(project, 'pyproject.toml');
}

function servicesWith(project: string, file: string): string[] {
  const images = join(project, 'images');
  return readdirSync(images)
    .filter((name) => existsSync(join(images, name, file)))
    .map((name) => join(images, name));
}

/** The tests in the folders of services in Go and Python. The tests of services in TypeScript are in `test/image`. */
export function serviceTests(paths: Paths, options: CommandOptions): readonly Check[] {
  const inGo = goServices(paths.project).map((cwd) => ({
    title: `go test ${named(cwd)}`,
    run: () => goTest({ ...options, cwd }),
  }));
  // Created only once for all services.
  let made: Promise<string> | undefined;
  const python = (): Promise<string> => (made ??= ensurePython(paths, options));
  const plugin = join(paths.project, 'test', 'runner', 'python');
  const inPython = pythonServices(paths.project).map((cwd) => ({
    title: `pytest ${named(cwd)}`,
    run: async () => pytest(join(await python(), 'pytest'), plugin, { ...options, cwd }),
  }));
  return [...inGo, ...inPython];
}

function named(folder: string): string {
  return folder.split('/').at(-1) ?? folder;
}
