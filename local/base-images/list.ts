import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { PAUSE_IMAGE } from '../cluster/configuration';
import { debianRoot, ensureDebianArchive, pythonRoot, recipeOf, suite } from './debian-archive';
import { registryHost, type Layout } from '../cluster/layout';

/** What this machine trusts, where Debian keeps it. */
const TRUST_STORE = '/etc/ssl/certs/ca-certificates.crt';

/** The Go that images are built with: the machine's own when it is that, and otherwise fetched as a Go module. */
const GO_VERSION = '1.26.8';

/** An image that Dockerfiles build on, or that the cluster itself runs. */
export interface BaseImage {
  /** Its name, and that of its folder in local/base-images. */
  readonly name: string;
  /** The image of this list that its Dockerfile builds on; none by default. */
  readonly on?: string;
  /** Its reference in the local registry, where BuildKit looks before it asks the registry that the name stands for. */
  readonly reference: string;
  /** What determines the image beside its Dockerfile and what it builds on. */
  readonly inputs: readonly (string | Buffer)[];
  /** Lays what the Dockerfile copies into the build's folder. */
  readonly prepare: (context: string, report: Report) => Promise<void>;
}

/** The images, each after the one that it builds on. */
export function baseImages(layout: Layout, options: CommandOptions): readonly BaseImage[] {
  const sources = join(layout.paths.project, 'local', 'base-images');
  const cache = join(layout.paths.cache, 'images');
  const trust = readFileSync(TRUST_STORE);
  const library = (tag: string): string => `${registryHost}/library/${tag}`;
  const layTrust = (context: string): void => {
    writeFileSync(join(context, 'ca-certificates.crt'), trust);
    // Not by COPY --chmod, which would give the folders that it makes the file's mode.
    chmodSync(join(context, 'ca-certificates.crt'), 0o644);
  };
  return [
    {
      name: 'pause',
      reference: PAUSE_IMAGE,
      inputs: [layout.bins.pause],
      prepare: (context) => {
        copyFileSync(join(layout.bins.pause, 'pause'), join(context, 'pause'));
        return Promise.resolve();
      },
    },
    {
      name: 'debian',
      reference: library(`debian:${suite}-slim`),
      inputs: [recipeOf(debianRoot), trust],
      prepare: async (context, report) => {
        const archive = await ensureDebianArchive(cache, debianRoot, options, report);
        copyFileSync(archive, join(context, 'debian.tar'));
        layTrust(context);
      },
    },
    {
      name: 'node',
      on: 'debian',
      reference: library(`node:20-${suite}-slim`),
      inputs: [readFileSync(join(sources, 'node', 'package-lock.json'))],
      prepare: async (context, report) => {
        report('fetching Node.js');
        for (const name of ['package.json', 'package-lock.json'])
          copyFileSync(join(sources, 'node', name), join(context, name));
        await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { ...options, cwd: context });
      },
    },
    {
      name: 'golang',
      on: 'debian',
      reference: library(`golang:1.26-${suite}`),
      inputs: [GO_VERSION],
      prepare: async (context, report) => {
        report('fetching Go');
        const env = { ...process.env, ...options.env, GOTOOLCHAIN: `go${GO_VERSION}` };
        const root = (await run('go', ['env', 'GOROOT'], { ...options, env })).trim();
        // What compiling needs, and not the documents and tests beside it.
        const parts = ['VERSION', 'go.env', 'bin', 'lib', 'pkg', 'src'];
        await run(
          'tar',
          ['--create', `--file=${join(context, 'go.tar')}`, `--directory=${root}`, ...parts],
          options,
        );
      },
    },
    {
      name: 'python',
      on: 'debian',
      reference: library(`python:3.11-slim-${suite}`),
      inputs: [],
      prepare: () => Promise.resolve(),
    },
    {
      name: 'python-distroless',
      on: 'debian',
      reference: `${registryHost}/distroless/python3-debian12:nonroot`,
      inputs: [recipeOf(pythonRoot), trust],
      prepare: async (context, report) => {
        const archive = await ensureDebianArchive(cache, pythonRoot, options, report);
        copyFileSync(archive, join(context, 'python.tar'));
        layTrust(context);
      },
    },
  ];
}
