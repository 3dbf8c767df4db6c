import * as pulumi from '@pulumi/pulumi';

import type { ValuesOf } from '../../settings';
import type { Question } from '../preflight/check';
import type { tokensSettings } from './settings';

type Settings = ValuesOf<typeof tokensSettings>;

/**
 * The generation of the key stays or rises by one: the verifiers know the current key and the one before, so that a step of two,
 * or back, makes them refuse tokens that are still valid. On purpose, `oldestGeneration` says so.
 */
export const oneKeyAtATime: Question<Settings> = {
  holds: 'the key of the tokens stays, or is rotated by one',
  check: (settings, { last }) => {
    const { keyGeneration, oldestGeneration = 1, signingKey, previousSigningKey } = settings;
    // As exported by the component.
    const deployed = (last.outputs.tokens as { keyGeneration?: number } | undefined)?.keyGeneration;
    // With two keys of the user's own, no random key is in use.
    const unused = signingKey !== undefined && previousSigningKey !== undefined;
    if (deployed === undefined || unused || oldestGeneration > deployed) return Promise.resolve([]);
    if (keyGeneration === deployed || keyGeneration === deployed + 1) return Promise.resolve([]);
    const way = `set it to ${deployed + 1} to rotate the key, and \`tokens.oldestGeneration\` too if tokens signed before are to be refused`;
    return Promise.resolve([
      `${pulumi.getProject()}:tokens.keyGeneration is ${keyGeneration}, but ${deployed} is deployed, whose tokens no verifier would know any more: ${way}`,
    ]);
  },
};
