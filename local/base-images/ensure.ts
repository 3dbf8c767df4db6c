import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import axios from 'axios';

import { run, type CommandOptions } from '../host/command';
import type { Report } from '../host/steps';
import { baseImages } from './list';
import { registryHost, type Layout } from '../cluster/layout';

function sha256(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * Builds the base images that are not in the local registry, and pushes them.
 *
 * @param report - is called with the progress.
 * @throws {@link Failure} when a build fails.
 */
export async function ensureBaseImages(
  layout: Layout,
  options: CommandOptions,
  report: Report,
): Promise<void> {
  const sources = join(layout.paths.project, 'local', 'base-images');
  const keys = new Map<string | undefined, string>();
  for (const image of baseImages(layout, options)) {
    const dockerfile = join(sources, image.name, 'Dockerfile');
    const key = sha256([keys.get(image.on) ?? '', readFileSync(dockerfile), ...image.inputs]);
    keys.set(image.name, key);
    const keyed = image.reference.replace(/:[^:]+$/, `:key-${key}`);
    if (await inRegistry(keyed)) continue;
    const name = image.reference.slice(registryHost.length + 1);
    report(name);
    const parent = join(layout.paths.data, 'tmp');
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    const context = mkdtempSync(join(parent, 'image-'));
    try {
      await image.prepare(context, report);
      copyFileSync(dockerfile, join(context, 'Dockerfile'));
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
  // Uncompressed: the registry is on this machine, where reading a larger file is faster than compressing it.
  const output = `type=image,"name=${names.join(',')}",push=true,compression=uncompressed`;
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

/** Whether the registry has an image of this name and tag. */
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
