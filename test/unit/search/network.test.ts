import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { upstreamOf } from '../../../components/search/flows';
import { ApiSearch, type ApiSearchArgs } from '../../../components/search/search';
import { signature } from '../../../local/host/pulumi-values';
import { flowsIn, isMadeAfterNetwork, selectedBy } from '../../support/unit/network';
import { Recording, valueOf } from '../../support/unit/recording';

const image = `localhost:5000/shared-keys/search@sha256:${'a'.repeat(64)}`;

async function make(args: Partial<ApiSearchArgs> = {}): Promise<Recording> {
  const recording = await new Recording().start();
  const component = new ApiSearch('search', { namespace: 'search', image, ...args }, recording.watch);
  await valueOf(component.url);
  await pulumi.runtime.disconnect();
  return recording;
}

describe('the network of the API search', () => {
  const door = { 'api-search-from-anywhere-8000': ['anybody at TCP 8000'] };
  const names = 'anybody at UDP 53, TCP 53';

  it('is open at the door alone, and there before the pods', async () => {
    const recording = await make();
    assert.deepEqual(flowsIn(recording), door);
    const deployment = recording.one('kubernetes:apps/v1:Deployment');
    assert.ok(isMadeAfterNetwork(recording, deployment));
    assert.deepEqual(
      selectedBy(recording, 'search-network-api-search-from-anywhere-8000'),
      deployment.inputs.spec.selector.matchLabels,
    );
  });

  it('lets the pods reach the upstream that is set, of which it tells only host and port', async () => {
    const url = 'https://reader:PASS@catalogue.example:8443/SECRET.json';
    const recording = await make({ catalogueUrl: pulumi.secret(url) });
    assert.deepEqual(flowsIn(recording), {
      ...door,
      'api-search-to-catalogue': ['anybody at TCP 8443', names],
    });
    const policies = recording.all('kubernetes:networking.k8s.io/v1:NetworkPolicy');
    const text = JSON.stringify(policies);
    assert.doesNotMatch(text, /PASS|SECRET/);
    assert.ok(!text.includes(signature), 'a manifest can hold it');
  });

  it('of the published image stays closed, since that image takes no URL', async () => {
    assert.deepEqual(
      flowsIn(await make({ imageKind: 'published', catalogueUrl: 'http://a.example/' })),
      door,
    );
  });

  const dns = {
    ports: [
      { number: 53, protocol: 'UDP' },
      { number: 53, protocol: 'TCP' },
    ],
  };
  const port = (number: number) => [{ number, protocol: 'TCP' }];
  for (const [url, ends] of [
    ['http://catalogue.example/entries', [{ ports: port(80) }, dns]],
    ['https://catalogue.example/entries', [{ ports: port(443) }, dns]],
    ['http://192.0.2.7:8080/', [{ peer: { address: '192.0.2.7' }, ports: port(8080) }]],
    ['http://[2001:db8::7]/', [{ peer: { address: '2001:db8::7' }, ports: port(80) }]],
    ['http://upstream/', [{ peer: { pods: {} } }, dns]],
    ['http://upstream.other.svc:8080/', [{ peer: { namespace: 'other' } }, dns]],
    ['http://upstream.other.svc.cluster.local/', [{ peer: { namespace: 'other' } }, dns]],
    ['http://catalogue.example:99999/', []],
  ] as const)
    it(`lets the pods reach ${JSON.stringify(ends)} for ${url}`, () => {
      assert.deepEqual(upstreamOf(url), ends);
    });
});
