import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { flowsIn, isMadeAfterNetwork, selectedBy } from '../../support/unit/network';
import { makeTokens, roles } from './make-tokens';

describe('the network of the tokens', () => {
  it('is open at the port of each server alone, and there before the pods', async () => {
    const { recording, deployment } = await makeTokens();
    await pulumi.runtime.disconnect();
    assert.deepEqual(flowsIn(recording), {
      'creator-from-anywhere-8000': ['anybody at TCP 8000'],
      'verifier-from-anywhere-5000': ['anybody at TCP 5000'],
    });
    for (const role of roles) {
      assert.ok(
        isMadeAfterNetwork(recording, { type: 'shared-keys:index:TokensWorkload', name: `tokens-${role}` }),
      );
      const port = role === 'creator' ? 8000 : 5000;
      assert.deepEqual(
        selectedBy(recording, `tokens-network-${role}-from-anywhere-${port}`),
        deployment(role).inputs.spec.selector.matchLabels,
      );
    }
  });
});
