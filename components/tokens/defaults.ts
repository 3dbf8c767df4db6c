import type { Ranges } from '../arguments';
import { aNodePort, wholeNumbers } from '../ranges';

/** The two servers: the creator makes tokens, the verifier verifies them. */
export type TokensRole = 'creator' | 'verifier';

/** The port of each server in its pod, and of its service, from the document (docs/requirements.md#docker-kubernetes). */
export const tokensPorts = {
  creator: { name: 'http', number: 8000 },
  verifier: { name: 'http', number: 5000 },
} as const;

/** The lengths of keys that keycreator accepts. As an argument a key is a secret, whose value is known too late to check it. */
export const keyBytes = {
  signing: { allowed: 'text of 32 to 4096 bytes', leastBytes: 32, mostBytes: 4096 },
  // Shorter, so that a key of an earlier version can be rotated while its tokens stay valid.
  previous: { allowed: 'text of 16 to 4096 bytes', leastBytes: 16, mostBytes: 4096 },
} as const;

/** What the arguments of the tokens may be. */
export const tokensRanges = {
  creatorReplicas: wholeNumbers(1, 100),
  verifierReplicas: wholeNumbers(1, 100),
  keyGeneration: wholeNumbers(1, 1_000_000),
  oldestGeneration: wholeNumbers(1, 1_000_001),
  issuer: {
    allowed: 'a name or a URL of at most 128 letters, digits and -._~:/',
    pattern: /^[A-Za-z0-9][-A-Za-z0-9._~:/]{0,127}$/,
  },
  // Thirty days is the most that the creator accepts.
  maxTtl: wholeNumbers(1, 30 * 24 * 3600, 'seconds'),
  creatorNodePort: aNodePort,
  verifierNodePort: aNodePort,
} as const satisfies Ranges;

/** The defaults of the tokens' arguments and settings. */
export const tokensDefaults = {
  namespace: 'tokens',
  creatorReplicas: 2,
  verifierReplicas: 3,
  keyGeneration: 1,
  issuer: 'shared-keys',
  maxTtl: 3600,
} as const;
