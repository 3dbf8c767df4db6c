import { createHash, createHmac } from 'node:crypto';

/** A key that tokens are signed with, and the id under which verifiers know it. */
export interface SigningKey {
  readonly kid: string;
  readonly hash: Buffer;
}

/** The header or the claims of a token. */
export type Part = Readonly<Record<string, unknown>>;

/** A key of 32 bytes, with the id that keycreator would give it. */
export function signingKey(hash: Buffer): SigningKey {
  const thumbprint = JSON.stringify({ k: hash.toString('base64url'), kty: 'oct' });
  return { kid: createHash('sha256').update(thumbprint).digest('base64url'), hash };
}

/** A token of this header and these claims, by hand, so that it can be as wrong as it has to be. */
export function craft(header: Part, claims: Part | Buffer, hash: Buffer, digest = 'sha256'): string {
  const encode = (part: Part | Buffer): string =>
    (Buffer.isBuffer(part) ? part : Buffer.from(JSON.stringify(part))).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(digest, hash).update(signed).digest('base64url')}`;
}

/** What a token says of the key that it is signed with. */
export function kidOf(token: string): string {
  return partOf(token, 0).kid as string;
}

/** The claims of a token, whether it is valid or not. */
export function claimsOf(token: string): Part {
  return partOf(token, 1);
}

function partOf(token: string, place: number): Part {
  return JSON.parse(Buffer.from(token.split('.')[place] ?? '', 'base64url').toString()) as Part;
}
