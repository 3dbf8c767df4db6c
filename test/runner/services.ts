import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { CommandOptions } from '../../local/host/command';
import type { Paths } from '../../local/host/paths';
import { succeed, type Check } from './check';
import { ensurePython } from './python';

/** The folders of images whose sources are a module of Go. */
export function goServices(project: string): string[] {
  return servicesWith(project, 'go.mod');
}

/** The folders of images whose sources are in Python. */
export function pythonServices(project: string): string[] {
  return servicesWith(project, 'pyproject.toml');
}

function servicesWith(project: string, file: string): string[] {
  const images = join(project, 'images');
  return readdirSync(images)
    .filter((name) => existsSync(join(images, name, file)))
    .map((name) => join(images, name));
}

/** The tests that services bring along, each run by the tool of its own language; those in TypeScript are in `test/image`. */
export function serviceTests(paths: Paths, options: CommandOptions): readonly Check[] {
  const inGo = goServices(paths.project).map((cwd) => ({
    title: `go test ${named(cwd)}`,
    run: () => succeed('go', ['test', './...'], { ...options, cwd }),
  }));
  const inPython = pythonServices(paths.project).map((cwd) => ({
    title: `pytest ${named(cwd)}`,
    run: async () => {
      const bin = await ensurePython(paths, options);
      await succeed(join(bin, 'pytest'), ['--quiet', '-p', 'no:cacheprovider'], {
        ...options,
        cwd,
        // Not into the sources, which are what an image is built from.
        env: { ...process.env, ...options.env, PYTHONDONTWRITEBYTECODE: '1' },
      });
    },
  }));
  return [...inGo, ...inPython];
}

function named(folder: string): string {
  return folder.split('/').at(-1) ?? folder;
}
