import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { ClosedNetwork } from '../../../components/kubernetes/closed-network';
import { between, fromAnywhere, nameServers, type Flow } from '../../../components/kubernetes/flows';
import { Recording, valueOf } from '../../support/unit/recording';

const type = 'kubernetes:networking.k8s.io/v1:NetworkPolicy';
const web = { name: 'web', pods: { app: 'web' } };
const server = { name: 'server', pods: { app: 'server' } };

async function make(flows: readonly Flow[]) {
  const recording = await new Recording().start();
  const identity = { name: 'shop', instance: 'shop' };
  const component = new ClosedNetwork(
    'shop-network',
    { namespace: 'shop', identity, flows },
    recording.watch,
  );
  await valueOf(component.urn);
  await pulumi.runtime.disconnect();
  const policy = (name: string) => recording.one(type, `shop-network-${name}`);
  return { recording, policy, spec: (name: string) => policy(name).inputs.spec };
}

describe('a closed network', () => {
  it('refuses all connections of all pods by default, as the last of its policies', async () => {
    const { recording, policy, spec } = await make([fromAnywhere(web, { name: 'http', number: 80 })]);
    assert.deepEqual(spec('default-deny'), { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const [first, ...others] = recording.optionsOf(policy('default-deny'))
      .dependsOn as pulumi.CustomResource[];
    assert.match(await valueOf(first!.urn), /::shop-network-web-from-anywhere-80$/);
    assert.deepEqual(others, []);
  });

  it('lets everybody reach the port of a door, and no other one', async () => {
    const { spec } = await make([fromAnywhere(web, { name: 'http', number: 80 })]);
    assert.deepEqual(spec('web-from-anywhere-80'), {
      podSelector: { matchLabels: web.pods },
      policyTypes: ['Ingress'],
      ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }],
    });
  });

  it('lets pods reach others by one port, at both ends', async () => {
    const { spec } = await make(between(web, server, { name: 'sql', number: 5432 }));
    const ports = [{ port: 5432, protocol: 'TCP' }];
    assert.deepEqual(spec('web-to-server-5432'), {
      podSelector: { matchLabels: web.pods },
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: server.pods } }], ports }],
    });
    assert.deepEqual(spec('server-from-web-5432'), {
      podSelector: { matchLabels: server.pods },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: web.pods } }], ports }],
    });
  });

  it('knows other namespaces, addresses of both versions, and name servers as ends', async () => {
    const ends = [
      { peer: { namespace: 'other' } },
      { peer: { address: '192.0.2.1' } },
      { peer: { address: '2001:db8::1' } },
      nameServers,
    ];
    const { spec } = await make([{ name: 'out', pods: web.pods, direction: 'to', ends }]);
    const other = { matchLabels: { 'kubernetes.io/metadata.name': 'other' } };
    assert.deepEqual(spec('out').egress, [
      { to: [{ namespaceSelector: other }] },
      { to: [{ ipBlock: { cidr: '192.0.2.1/32' } }] },
      { to: [{ ipBlock: { cidr: '2001:db8::1/128' } }] },
      {
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ]);
  });

  it('has the labels of its system', async () => {
    const { policy } = await make([]);
    const { name, namespace, labels } = policy('default-deny').inputs.metadata;
    assert.deepEqual([name, namespace], ['default-deny', 'shop']);
    assert.equal(labels['app.kubernetes.io/instance'], 'shop');
    assert.equal(labels['app.kubernetes.io/part-of'], 'shared-keys');
  });
});
