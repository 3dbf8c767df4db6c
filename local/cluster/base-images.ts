import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';

import { run, type CommandOptions } from '../command';
import type { Report } from '../steps';
import { damage, writeManifest } from '../toolchain/manifest';
import { PAUSE_IMAGE } from './configuration';
import { registryHost, type Layout } from './layout';

/** What this machine trusts, where Debian keeps it. */
const TRUST_STORE = '/etc/ssl/certs/ca-certificates.crt';

const suite = 'bookworm';
/** Debian's file system, in its folder of the cache. */
const ARCHIVE = 'debian.tar';
/** What an image has no use for, as Debian's own slim images leave it out. */
const excluded = ['doc', 'groff', 'info', 'locale', 'lintian', 'linda', 'man'].map(
  (name) => `/usr/share/${name}/*`,
);

/** An image that Dockerfiles build on, or that the cluster itself runs. */
interface BaseImage {
  readonly folder: string;
  /** The name in the local registry; what starts with `library/` stands for docker.io's image of that name. */
  readonly reference: string;
  /** What determines the image beside its Dockerfile. */
  readonly inputs: readonly (string | Buffer)[];
  /** Lays what the Dockerfile copies into the build's folder. */
  readonly prepare: (context: string, report: Report) => Promise<void>;
}

function sha256(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** The images, each before those that build on it. */
function baseImages(layout: Layout, options: CommandOptions): BaseImage[] {
  const sources = join(layout.paths.project, 'local', 'images');
  const trust = readFileSync(TRUST_STORE);
  const recipe = JSON.stringify([suite, excluded, process.arch]);
  const lock = readFileSync(join(sources, 'node', 'package-lock.json'));
  const root = join(layout.paths.cache, 'images', `debian-${sha256([recipe])}`);
  return [
    {
      folder: join(sources, 'debian'),
      reference: `${registryHost}/library/debian:${suite}-slim`,
      inputs: [recipe, trust],
      prepare: async (context, report) => {
        await ensureDebianArchive(root, options, report);
        copyFileSync(join(root, ARCHIVE), join(context, 'debian.tar'));
        writeFileSync(join(context, 'ca-certificates.crt'), trust);
        // Not by COPY --chmod, which would give the folders that it makes the file's mode.
        chmodSync(join(context, 'ca-certificates.crt'), 0o644);
      },
    },
    {
      folder: join(sources, 'node'),
      reference: `${registryHost}/library/node:20-${suite}-slim`,
      inputs: [lock],
      prepare: async (context, report) => {
        report('fetching Node.js');
        for (const name of ['package.json', 'package-lock.json'])
          copyFileSync(join(sources, 'node', name), join(context, name));
        await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { ...options, cwd: context });
      },
    },
    {
      folder: join(sources, 'pause'),
      reference: PAUSE_IMAGE,
      inputs: [layout.bins.pause],
      prepare: (context) => {
        copyFileSync(join(layout.bins.pause, 'pause'), join(context, 'pause'));
        return Promise.resolve();
      },
    },
  ];
}

/** Makes Debian's file system once, into a folder of the cache. A damaged one is made again. */
async function ensureDebianArchive(folder: string, options: CommandOptions, report: Report): Promise<void> {
  if (damage(folder) === undefined) return;
  const aside = `${folder}.new`;
  for (const earlier of [folder, aside]) rmSync(earlier, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  report('installing Debian into a file system');
  const excludes = excluded.map((path) => `--dpkgopt=path-exclude=${path}`);
  await run(
    'mmdebstrap',
    ['--variant=minbase', '--format=tar', '--quiet', ...excludes, suite, join(aside, ARCHIVE)],
    options,
  );
  writeManifest(aside, ['.']);
  renameSync(aside, folder);
}

/** Builds and pushes the base images that the registry lacks. */
export async function ensureBaseImages(
  layout: Layout,
  options: CommandOptions,
  report: Report,
): Promise<void> {
  let key = '';
  for (const image of baseImages(layout, options)) {
    // The key of the one before it is among its inputs, since it may build on that.
    key = sha256([key, readFileSync(join(image.folder, 'Dockerfile')), ...image.inputs]);
    const keyed = image.reference.replace(/:[^:]+$/, `:key-${key}`);
    if (await inRegistry(keyed)) continue;
    const name = image.reference.slice(registryHost.length + 1);
    report(name);
    const parent = join(layout.paths.data, 'tmp');
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    const context = mkdtempSync(join(parent, 'image-'));
    try {
      await image.prepare(context, report);
      copyFileSync(join(image.folder, 'Dockerfile'), join(context, 'Dockerfile'));
      report(name);
      await buildImage(layout, context, [image.reference, keyed], options);
    } finally {
      rmSync(context, { recursive: true, force: true });
    }
  }
  report('');
}

async function buildImage(
  layout: Layout,
  context: string,
  names: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const output = `type=image,"name=${names.join(',')}",push=true`;
  const sources = ['--local', `context=${context}`, '--local', `dockerfile=${context}`];
  const args = [
    '--addr',
    `unix://${layout.buildkitSocket}`,
    'build',
    '--progress=plain',
    '--frontend=dockerfile.v0',
  ];
  await run(join(layout.bins.buildkit, 'buildctl'), [...args, ...sources, '--output', output], options);
}

/** Whether the registry holds an image by this name. */
async function inRegistry(reference: string): Promise<boolean> {
  const [, host, name, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(reference) ?? [];
  const accept =
    'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.v2+json';
  const answer = await axios.head(`http://${host}/v2/${name}/manifests/${tag}`, {
    headers: { Accept: accept },
    proxy: false,
    timeout: 10_000,
    validateStatus: (status) => status === 200 || status === 404,
  });
  return answer.status === 200;
}
