import assert from 'node:assert/strict';
import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import axios from 'axios';

import { plainHttp } from '../../support/live/cluster';
import { live } from '../../support/live/live';
import { skip } from '../../support/skip';

/** The most that an image may hold, in bytes: a program in Go, which brings nothing along, and any other. */
const most = { go: 25_000_000, other: 250_000_000 };
const inGo = ['creator', 'keycreator'];

/** An image in a registry, as its reference tells: `<host>/<repository>@<digest>`. */
interface Reference {
  readonly host: string;
  readonly repository: string;
  readonly digest: string;
}

interface Manifest {
  readonly manifests?: readonly { readonly digest: string; readonly platform?: { readonly os: string } }[];
  readonly layers?: readonly { readonly digest: string; readonly size: number; readonly mediaType: string }[];
}

const manifestTypes = ['image.manifest.v1', 'image.index.v1']
  .map((type) => `application/vnd.oci.${type}+json`)
  .concat('application/vnd.docker.distribution.manifest.v2+json')
  .join(', ');

/** Every image by digest that a value tells of, however deep. */
function imagesIn(value: unknown): string[] {
  if (typeof value === 'string') return /@sha256:[0-9a-f]{64}$/.test(value) ? [value] : [];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(imagesIn) : [];
}

function parse(reference: string): Reference {
  const [, host, repository, digest] = /^([^/]+)\/(.+)@(.+)$/.exec(reference)!;
  return { host: host!, repository: repository!, digest: digest! };
}

async function manifestOf({ host, repository, digest }: Reference): Promise<Manifest> {
  const url = `http://${host}/v2/${repository}/manifests/${digest}`;
  const settings = { ...plainHttp, headers: { Accept: manifestTypes } };
  const { status, data } = await axios.get<Manifest>(url, settings);
  assert.equal(status, 200, url);
  const inner = data.manifests?.find(({ platform }) => platform?.os === 'linux');
  return inner ? manifestOf({ host, repository, digest: inner.digest }) : data;
}

/** How many bytes the layers of an image hold, unpacked. */
async function unpackedBytes(reference: Reference): Promise<number> {
  const { layers = [] } = await manifestOf(reference);
  assert.ok(layers.length > 0);
  let bytes = 0;
  for (const { digest, size, mediaType } of layers) {
    if (mediaType.endsWith('tar')) {
      bytes += size;
      continue;
    }
    assert.match(mediaType, /gzip$/);
    const url = `http://${reference.host}/v2/${reference.repository}/blobs/${digest}`;
    const { data } = await axios.get<Readable>(url, { ...plainHttp, responseType: 'stream' });
    const count = new Writable({
      write: (chunk: Buffer, _, done) => {
        bytes += chunk.length;
        done();
      },
    });
    await pipeline(data, createGunzip(), count);
  }
  return bytes;
}

describe('Every image of the stack', function () {
  this.timeout(120_000);

  it('is small, unpacked: under 25 MB in Go, and under 250 MB otherwise', async function () {
    const images = [...new Set(imagesIn(live.stack.outputs))].map(parse);
    assert.ok(images.length > 0, 'the outputs tell the images');
    // What is asked without a login has to be the registry of this machine.
    if (images.some(({ host }) => !/^(localhost|127\.[\d.]+)(:|$)/.test(host))) {
      skip(this, 'an image is in a registry elsewhere');
    }
    for (const image of images) {
      const name = image.repository.split('/').at(-1)!;
      const bytes = await unpackedBytes(image);
      const limit = inGo.includes(name) ? most.go : most.other;
      assert.ok(bytes < limit, `${name} has ${bytes / 1e6} MB, more than ${limit / 1e6} MB`);
    }
  });
});
