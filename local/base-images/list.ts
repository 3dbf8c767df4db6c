import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { PAUSE_IMAGE } from '../cluster/configuration';
import { debianRoot, ensureDebianArchive, pythonRoot, recipeOf, suite } from './debian-archive';
import { registryHost, type Layout } from '../cluster/layout';

/** The CA certificates that this machine trusts, in Debian's location. */
const TRUST_STORE = '/etc/ssl/certs/ca-certificates.crt';

/** The Go version for images. Go uses its own installation when it has this version, and downloads it otherwise. */
const GO_VERSION = '1.26.8';

/** An image on which Dockerfiles are based, or that the cluster itself runs. */
export interface BaseImage {
  /** Its name and the name of its folder in local/base-images. */
  readonly name: string;
  /** The name of the base image of its own Dockerfile, when that is in this list too. */
  readonly on?: string;
  /** Its reference in the local registry, in which BuildKit looks first. */
  readonly reference: string;
  /** What determines the image, apart from its Dockerfile and its base image. */
  readonly inputs: readonly (string | Buffer)[];
  /** Puts the files that the Dockerfile copies into the build context. */
  readonly prepare: (context: string, report: Report) => Promise<void>;
}

/** All base images, each after the one on which it is based. */
export function baseImages(layout: Layout, options: CommandOptions): readonly BaseImage[] {
  const sources = join(layout.paths.project, 'local', 'base-images');
  const cache = join(layout.paths.cache, 'images');
  const trust = readFileSync(TRUST_STORE);
  const library = (tag: string): string => `${registryHost}/library/${tag}`;
  const layTrust = (context: string): void => {
    writeFileSync(join(context, 'ca-certificates.crt'), trust);
    // Here, not with COPY --chmod: that would give the folders that it creates the same mode.
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
        report('downloading Node.js');
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
        report('downloading Go');
        const env = { ...process.env, ...options.env, GOTOOLCHAIN: `go${GO_VERSION}` };
        const root = (await run('go', ['env', 'GOROOT'], { ...options, env })).trim();
        // What the compiler needs, without documentation and tests.
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
