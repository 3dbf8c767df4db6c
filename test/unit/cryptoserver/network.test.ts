import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { Cryptoserver } from '../../../components/cryptoserver/cryptoserver';
import { flowsIn, isMadeAfterNetwork, selectedBy } from '../../support/unit/network';
import { Recording, valueOf } from '../../support/unit/recording';

describe('the network of a cryptoserver', () => {
  it('is open at the port of the keys alone, and there before the replicas', async () => {
    const recording = await new Recording().start();
    const image = `localhost:5000/shared-keys/fileserver@sha256:${'a'.repeat(64)}`;
    const component = new Cryptoserver('cryptoserver', { namespace: 'logaiter', image }, recording.watch);
    await valueOf(component.url);
    await pulumi.runtime.disconnect();
    assert.deepEqual(flowsIn(recording), { 'cryptoserver-from-anywhere-80': ['anybody at TCP 80'] });
    const statefulSet = recording.one('kubernetes:apps/v1:StatefulSet');
    assert.ok(isMadeAfterNetwork(recording, statefulSet));
    assert.deepEqual(
      selectedBy(recording, 'cryptoserver-network-cryptoserver-from-anywhere-80'),
      statefulSet.inputs.spec.selector.matchLabels,
    );
  });
});
