import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { Images } from '../../../components/images/images';

// The program of a stack that builds every image of the project, each from nothing, as a machine does that has never built one.

pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
  type === 'docker-build:index:Image' ? { props: { ...props, noCache: true }, opts } : undefined,
);

/** The other folders of `images/` that the Dockerfile of an image copies from. */
function others(image: string): string[] {
  const dockerfile = readFileSync(join('images', image, 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY ([a-z-]+)\//gm)].map(([, folder]) => folder!);
  return [...new Set(copied)].filter((folder) => folder !== image && existsSync(join('images', folder)));
}

const images = new Images({ registry: new pulumi.Config().require('registry') });
const names = readdirSync('images').filter((name) => existsSync(join('images', name, 'Dockerfile')));

/** The images by digest, by their names. */
export = Object.fromEntries(names.map((name) => [name, images.build(name, others(name))]));
