import http from 'node:http';
import https from 'node:https';

/** How long a registry may take to answer. */
const answerMilliseconds = 5_000;

/** The kinds of manifests that an image by digest may be. */
const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What a registry answers for an image that it does not have. Source: OCI Distribution Specification, error codes. */
const unknown = ['MANIFEST_UNKNOWN', 'NAME_UNKNOWN'];

/**
 * Asks a registry whether it has lost an image.
 *
 * @param reference - the image by digest: `<host>/<repository>@sha256:…`
 * @returns true only when the registry says so; false when it has the image, wants a login, or does not answer
 */
export async function isLost(reference: string): Promise<boolean> {
  const [, host, repository, digest] = /^([^/]+)\/(.+)@(sha256:[0-9a-f]{64})$/.exec(reference) ?? [];
  if (host === undefined) return false;
  const path = `/v2/${repository}/manifests/${digest}`;
  for (const scheme of schemesOf(host)) {
    const answer = await request(`${scheme}://${host}${path}`);
    if (answer !== undefined)
      return answer.status === 404 && unknown.some((code) => answer.body.includes(code));
  }
  return false;
}

/** The schemes of the URL of a registry: one on loopback may speak plain HTTP, as for Docker. */
export function schemesOf(host: string): readonly ('http' | 'https')[] {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host) ? ['http', 'https'] : ['https'];
}

/** The answer; undefined when there is none. */
function request(url: string): Promise<{ status: number; body: string } | undefined> {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const options = { headers: { Accept: manifests }, signal: AbortSignal.timeout(answerMilliseconds) };
    get(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    }).on('error', () => resolve(undefined));
  });
}
