/** The two programs that answer: one makes tokens, the other verifies them. */
export type TokensRole = 'creator' | 'verifier';

/** The port that each of them listens on in its pod, and that its service answers on. */
export const tokensPorts = {
  creator: { name: 'http', number: 8000 },
  verifier: { name: 'http', number: 5000 },
} as const;

/** The fewest bytes of a key that keycreator takes. */
export const leastKeyBytes = 16;

/** The most seconds that the creator can be told to let a token be valid: thirty days. */
export const mostTtl = 30 * 24 * 3600;

/** What the tokens' system is made of unless an argument or a setting says otherwise. */
export const tokensDefaults = {
  namespace: 'tokens',
  creatorReplicas: 2,
  verifierReplicas: 3,
  keyGeneration: 1,
  issuer: 'shared-keys',
  maxTtl: 3600,
} as const;
