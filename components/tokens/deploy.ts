import { SystemNamespace } from '../kubernetes/namespace';
import { Tokens } from './tokens';
import type { ValuesOf } from '../../settings';
import type { Deployed } from '../system';
import type { Target } from '../target';
import type { tokensSettings } from './settings';

/**
 * Deploys the creator and the verifier of tokens.
 *
 * @param settings - the checked settings of its group
 * @param target - the cluster, the registry and the nodes' address
 */
export function deployTokens(settings: ValuesOf<typeof tokensSettings>, target: Target): Deployed {
  const { namespace } = new SystemNamespace('tokens', { namespace: settings.namespace }, target.options);
  const tokens = new Tokens(
    'tokens',
    {
      ...settings,
      namespace,
      creatorImage: target.images.build('creator', ['tokens']),
      verifierImage: target.images.build('verifier', ['http-service']),
      keycreatorImage: target.images.build('keycreator', ['tokens']),
      kept: target.kept,
      nodeAddress: target.nodeAddress,
    },
    target.options,
  );
  return {
    urls: { creator: tokens.creatorUrl, verifier: tokens.verifierUrl },
    objects: {
      namespace: tokens.namespace,
      creator: tokens.creator.deployment,
      creatorService: tokens.creator.service,
      creatorReplicas: tokens.creator.replicas,
      verifier: tokens.verifier.deployment,
      verifierService: tokens.verifier.service,
      verifierReplicas: tokens.verifier.replicas,
      keyGeneration: tokens.keyGeneration,
      images: tokens.images,
    },
  };
}
