import { leastKeyBytes, mostTtl, tokensDefaults as defaults } from './defaults';
import { secretText, text, wholeNumber } from '../../settings/kinds';
import { aNamespace, aNodePort } from '../../settings/patterns';

/** How many pods there can be of each program. */
const replicas = { allowed: 'a whole number from 1 to 100', atLeast: 1, atMost: 100 } as const;

/** A signing key that the user sets: long enough that it cannot be guessed. */
function aKey(does: string, shownDefault: string) {
  return secretText({
    does,
    allowed: `text of ${leastKeyBytes} to 4096 bytes; set it with \`--secret\``,
    leastBytes: leastKeyBytes,
    mostBytes: 4096,
    optional: true,
    shownDefault,
  });
}

/** The settings of the tokens. */
export const tokensSettings = {
  namespace: text({
    does: 'The namespace of the creator and the verifier.',
    ...aNamespace,
    default: defaults.namespace,
  }),
  creatorReplicas: wholeNumber({
    does: 'How many pods make tokens.',
    ...replicas,
    default: defaults.creatorReplicas,
  }),
  verifierReplicas: wholeNumber({
    does: 'How many pods verify tokens.',
    ...replicas,
    default: defaults.verifierReplicas,
  }),
  keyGeneration: wholeNumber({
    does: 'Which key signs. One more is a rotation: no verification fails, and tokens of before stay valid until the next one. It goes up by one at a time, never down.',
    allowed: 'a whole number from 1 to 1000000',
    atLeast: 1,
    atMost: 1_000_000,
    default: defaults.keyGeneration,
  }),
  signingKey: aKey('A key to sign with instead of a random one.', 'a random one'),
  previousSigningKey: aKey(
    'The key before that one, whose tokens stay valid; to rotate, move `signingKey` here and set another.',
    'the random one',
  ),
  issuer: text({
    does: 'What tokens name as their issuer, the only one that the verifier takes.',
    allowed: 'a name or a URL of at most 128 letters, digits and -._~:/',
    pattern: /^[A-Za-z0-9][-A-Za-z0-9._~:/]{0,127}$/,
    default: defaults.issuer,
  }),
  maxTtl: wholeNumber({
    does: 'The most seconds that a token can be asked to be valid for.',
    allowed: `a whole number of seconds from 1 to ${mostTtl}`,
    atLeast: 1,
    atMost: mostTtl,
    default: defaults.maxTtl,
  }),
  creatorNodePort: wholeNumber({ does: "The port of the creator's service on every node.", ...aNodePort }),
  verifierNodePort: wholeNumber({ does: "The port of the verifier's service on every node.", ...aNodePort }),
} as const;
