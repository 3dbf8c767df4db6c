import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import type { HotelsArgs } from '../../../components/hotels/hotels';
import { flowsIn, isMadeAfterNetwork, selectedBy } from '../../support/unit/network';
import { make } from './make-hotels';

async function network(args: Partial<HotelsArgs> = {}) {
  const { recording, deployment } = await make(args);
  await pulumi.runtime.disconnect();
  assert.ok(isMadeAfterNetwork(recording, deployment));
  return { recording, deployment, flows: flowsIn(recording) };
}

describe('the network of the hotels', () => {
  it('is open at the port of the page alone, and there before the pods', async () => {
    const { flows, recording, deployment } = await network();
    assert.deepEqual(flows, { 'hotels-from-anywhere-8080': ['anybody at TCP 8080'] });
    assert.deepEqual(
      selectedBy(recording, 'hotels-network-hotels-from-anywhere-8080'),
      deployment.inputs.spec.selector.matchLabels,
    );
  });

  it('has another policy for the port of the published page, so that both are open while pods are replaced', async () => {
    const { flows } = await network({ imageKind: 'published' });
    assert.deepEqual(flows, { 'hotels-from-anywhere-80': ['anybody at TCP 80'] });
  });

  it('lets only the hotels reach PostgreSQL, whose name they resolve', async () => {
    const { flows, recording, deployment } = await network({ database: 'postgresql' });
    const server = recording.one('kubernetes:apps/v1:StatefulSet').inputs.spec.selector;
    const { selector } = deployment.inputs.spec;
    const pods = (podSelector: object) => JSON.stringify({ podSelector });
    assert.deepEqual(flows, {
      'hotels-from-anywhere-8080': ['anybody at TCP 8080'],
      'hotels-to-database-5432': [`${pods(server)} at TCP 5432`],
      'database-from-hotels-5432': [`${pods(selector)} at TCP 5432`],
      'hotels-to-names': ['anybody at UDP 53, TCP 53'],
    });
    assert.deepEqual(selectedBy(recording, 'hotels-network-database-from-hotels-5432'), server.matchLabels);
    assert.ok(
      isMadeAfterNetwork(recording, {
        type: 'shared-keys:index:HotelsDatabase',
        name: 'hotels-database',
      }),
    );
  });
});
