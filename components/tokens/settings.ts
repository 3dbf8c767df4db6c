import { keyBytes, tokensDefaults as defaults, tokensRanges as ranges } from './defaults';
import { secretText, text, wholeNumber } from '../../settings/kinds';
import { aNamespace, pickedNodePort } from '../ranges';

/** A signing key that the user sets: long enough that it cannot be guessed. */
function aKey(which: keyof typeof keyBytes, does: string, shownDefault: string) {
  return secretText({
    does,
    ...keyBytes[which],
    allowed: `${keyBytes[which].allowed}; set it with \`--secret\``,
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
    does: 'The number of the key that signs. Adding 1 rotates the key without a failed verification; tokens of the key before it stay valid. Any other change is refused.',
    ...ranges.keyGeneration,
    default: defaults.keyGeneration,
  }),
  oldestGeneration: wholeNumber({
    does: 'The number of the oldest random key whose tokens are accepted; older keys are deleted. Set to that of the key that signs, it refuses all tokens of before: for a leaked key, or to retire the key before it.',
    ...ranges.oldestGeneration,
    optional: true,
    shownDefault: 'the one before `keyGeneration`',
  }),
  signingKey: aKey('signing', 'A key to sign with instead of the random key.', 'a random one'),
  previousSigningKey: aKey(
    'previous',
    'The key that signed before, whose tokens stay valid. To rotate, move `signingKey` here and set a new one.',
    'the random one',
  ),
  issuer: text({
    does: 'The issuer named in tokens; the verifier accepts no other.',
    ...ranges.issuer,
    default: defaults.issuer,
  }),
  maxTtl: wholeNumber({
    does: 'The longest lifetime of a token in seconds: creators make none that is valid for longer, and verifiers accept none. Lowering it makes them refuse longer tokens of before.',
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
