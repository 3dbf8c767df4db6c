import { BuiltImage } from '../components/image';
import { SystemNamespace } from '../components/namespace';
import { Tokens } from '../components/tokens';
import type { Settings } from '../settings';
import type { Target } from './target';

/**
 * Deploys the creator and the verifier of tokens.
 *
 * @param settings - those of its group
 * @param target - where it goes
 */
export function deployTokens(settings: Settings['tokens'], target: Target): Tokens {
  const { namespace } = new SystemNamespace('tokens', { namespace: settings.namespace }, target.options);
  const verifier = { ...target.builds, with: ['http-service'] };
  return new Tokens(
    'tokens',
    {
      ...settings,
      namespace,
      creatorImage: new BuiltImage('creator', target.builds).ref,
      verifierImage: new BuiltImage('verifier', verifier).ref,
      keycreatorImage: new BuiltImage('keycreator', target.builds).ref,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
}
