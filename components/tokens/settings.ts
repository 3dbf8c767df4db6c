import { keyBytes, tokensDefaults as defaults, tokensRanges as ranges } from './defaults';
import { secretText, text, wholeNumber } from '../../settings/kinds';
import { aNamespace, pickedNodePort } from '../ranges';

/** A signing key that the user sets: long enough that it cannot be guessed. */
function aKey(does: string, shownDefault: string) {
  return secretText({
    does,
    ...keyBytes,
    allowed: `${keyBytes.allowed}; set it with \`--secret\``,
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
    ...ranges.creatorReplicas,
    default: defaults.creatorReplicas,
  }),
  verifierReplicas: wholeNumber({
    does: 'How many pods verify tokens.',
    ...ranges.verifierReplicas,
    default: defaults.verifierReplicas,
  }),
  keyGeneration: wholeNumber({
    does: 'Which key signs. One more is a rotation: no verification fails, and tokens of before stay valid until the next one. It goes up by one at a time, never down.',
    ...ranges.keyGeneration,
    default: defaults.keyGeneration,
  }),
  signingKey: aKey('A key to sign with instead of a random one.', 'a random one'),
  previousSigningKey: aKey(
    'The key before that one, whose tokens stay valid; to rotate, move `signingKey` here and set another.',
    'the random one',
  ),
  issuer: text({
    does: 'What tokens name as their issuer, the only one that the verifier takes.',
    ...ranges.issuer,
    default: defaults.issuer,
  }),
  maxTtl: wholeNumber({
    does: 'The most seconds that a token can be asked to be valid for.',
    ...ranges.maxTtl,
    default: defaults.maxTtl,
  }),
  creatorNodePort: wholeNumber({
    does: "The port of the creator's service on every node.",
    ...ranges.creatorNodePort,
    ...pickedNodePort,
  }),
  verifierNodePort: wholeNumber({
    does: "The port of the verifier's service on every node.",
    ...ranges.verifierNodePort,
    ...pickedNodePort,
  }),
} as const;
