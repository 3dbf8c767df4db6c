import assert from 'node:assert/strict';

import type { Operation, ResourceChange } from '../../../components/change';
import { meaningsOf } from '../../../components/meanings';
import { systemNames } from '../../../components/systems';
import { changeOf, property } from './make-previews';

/** A change of an object of a kind. */
function object(
  operation: Operation,
  kind: string,
  name: string,
  found: Partial<ResourceChange> = {},
): ResourceChange {
  return changeOf(operation, { type: `kubernetes:x/v1:${kind}`, name, object: name, ...found });
}

const template = { properties: [property('spec.template.spec.containers[0].image', 'a', 'b')] };
const replicas = { properties: [property('spec.replicas', 3, 5)] };

const tell = (...changes: ResourceChange[]) =>
  meaningsOf(changes).map(({ system, text, loses }) => `${loses ? '! ' : ''}${system}: ${text}`);

describe('what changes mean', () => {
  const cases: readonly [title: string, changes: readonly ResourceChange[], told: readonly string[]][] = [
    [
      'new pods of the cryptoserver',
      [object('update', 'StatefulSet', 'cryptoserver-replicas', template)],
      ['cryptoserver: rolls the replicas one after the other, while the others serve; the keys stay'],
    ],
    [
      'more replicas of the cryptoserver',
      [object('update', 'StatefulSet', 'cryptoserver-replicas', replicas)],
      ['cryptoserver: 5 replicas of the keys instead of 3'],
    ],
    [
      'a first cryptoserver',
      [
        object('create', 'Namespace', 'cryptoserver-namespace'),
        object('create', 'StatefulSet', 'cryptoserver-replicas'),
      ],
      ['cryptoserver: the first replica makes keys if there are none'],
    ],
    [
      'a cryptoserver whose namespace is deleted',
      [
        object('delete', 'Namespace', 'cryptoserver-namespace'),
        object('delete', 'StatefulSet', 'cryptoserver-replicas'),
      ],
      [
        '! cryptoserver: THE KEYS ARE LOST: Namespace cryptoserver-namespace is deleted',
        'cryptoserver: no replica serves keys any more',
      ],
    ],
    [
      'a cryptoserver whose namespace stays',
      [object('delete', 'Namespace', 'cryptoserver-namespace', { retained: true })],
      ['cryptoserver: the keys stay in Namespace cryptoserver-namespace, which the stack no longer has'],
    ],
    [
      'a network that is closed around pods that run',
      [
        object('create', 'NetworkPolicy', 'search-network-api-search-from-anywhere-8000'),
        object('create', 'NetworkPolicy', 'search-network-default-deny'),
      ],
      ['search: closes the network of its namespace: only the connections that it needs are allowed'],
    ],
    [
      'a network that is opened',
      [object('delete', 'NetworkPolicy', 'tokens-network-default-deny')],
      ['tokens: opens the network of its namespace to everybody'],
    ],
    [
      'a network that comes with its namespace',
      [
        object('create', 'Namespace', 'search-namespace'),
        object('create', 'NetworkPolicy', 'search-network-default-deny'),
        object('create', 'Deployment', 'search-replicas'),
      ],
      ['search: the search opens'],
    ],
    [
      'verifiers and creators that are rolled',
      [
        object('update', 'Deployment', 'tokens-creator-deployment', template),
        object('update', 'Deployment', 'tokens-verifier-deployment', template),
      ],
      ['tokens: rolls the verifiers, then the creators, while others serve; tokens stay valid'],
    ],
    [
      'verifiers with another longest lifetime',
      [
        object('update', 'Deployment', 'tokens-verifier-deployment', {
          properties: [property('spec.template.spec.containers[0].env[2].value', '3600', '60')],
        }),
      ],
      [
        'tokens: rolls the verifiers, while others serve; tokens that the new settings do not allow are refused',
      ],
    ],
    [
      'a rotated key',
      [
        object('create', 'Secret', 'tokens-key-3'),
        object('delete', 'Secret', 'tokens-key-1'),
        object('update', 'Deployment', 'tokens-verifier-deployment', template),
      ],
      [
        'tokens: a new key signs; tokens of the key before it stay valid',
        'tokens: tokens that the key tokens-key-1 signed are refused',
        'tokens: rolls the verifiers, while others serve',
      ],
    ],
    [
      'a leaked key',
      [
        object('create', 'Secret', 'tokens-key-3'),
        object('delete', 'Secret', 'tokens-key-2'),
        object('update', 'Deployment', 'tokens-verifier-deployment', template),
      ],
      [
        'tokens: a new key signs; tokens of the key before it are refused',
        'tokens: tokens that the key tokens-key-2 signed are refused',
        'tokens: rolls the verifiers, while others serve',
      ],
    ],
    [
      'tokens that go',
      [
        object('delete', 'Deployment', 'tokens-creator-deployment'),
        object('delete', 'Secret', 'tokens-key-1'),
      ],
      ['! tokens: ALL TOKENS ARE LOST: nobody verifies them any more, and the keys go'],
    ],
    [
      'tokens in another namespace',
      [
        object('replace', 'Deployment', 'tokens-creator-deployment'),
        object('replace', 'Secret', 'tokens-key-1'),
      ],
      [
        '! tokens: ALL TOKENS ARE REFUSED FROM NOW ON: creators and verifiers stop, and start again with another key',
      ],
    ],
    [
      'a new version of the hotels',
      [object('update', 'Deployment', 'hotels-pods', template)],
      [
        'hotels: runs the migrations in a new pod, while the old one serves until it is ready; the hotels stay',
      ],
    ],
    [
      'another table of the hotels',
      [
        object('replace', 'ConfigMap', 'hotels-settings', {
          properties: [property('data.DB_TABLE', 'hotels', 'rooms')],
        }),
        object('update', 'Deployment', 'hotels-pods', template),
      ],
      [
        'hotels: reads the hotels from another place (DB_TABLE): those in the old one stay there, unseen',
        'hotels: runs the migrations in a new pod, while the old one serves until it is ready',
      ],
    ],
    [
      'another namespace of the hotels',
      [
        object('replace', 'Namespace', 'hotels-namespace'),
        object('replace', 'ConfigMap', 'hotels-settings', {
          properties: [property('metadata.namespace', 'a', 'b')],
        }),
      ],
      ['! hotels: THE HOTELS ARE LOST: Namespace hotels-namespace is deleted'],
    ],
    [
      'another version of PostgreSQL',
      [object('update', 'StatefulSet', 'hotels-database-server', template)],
      ['hotels: the PostgreSQL server starts again: the hotels pause for seconds; the hotels stay'],
    ],
    [
      'another port',
      [
        object('update', 'Service', 'search-balancer', {
          properties: [property('spec.ports[0].nodePort', 1, 2)],
        }),
      ],
      ['search: Service search-balancer is reached in another way: clients need its new address'],
    ],
    [
      'a search that goes',
      [object('delete', 'Deployment', 'search-replicas')],
      ['search: nobody can search any more'],
    ],
    [
      'a label',
      [
        object('update', 'Deployment', 'search-replicas', {
          properties: [property('metadata.labels.a', 1, 2)],
        }),
      ],
      [],
    ],
    [
      'an image, which is in no namespace',
      [changeOf('update', { type: 'docker-build:index:Image', name: 'search-image' })],
      [],
    ],
  ];
  for (const [title, changes, told] of cases)
    it(`is told of ${title}`, () => {
      assert.deepEqual(tell(...changes), told);
    });

  for (const system of systemNames)
    it(`is told of the ${system} when its workloads are made, rolled, replaced and deleted`, () => {
      const kind = system === 'cryptoserver' ? 'StatefulSet' : 'Deployment';
      for (const operation of ['create', 'update', 'replace', 'delete'] as const)
        assert.notDeepEqual(tell(object(operation, kind, `${system}-pods`, template)), [], operation);
    });

  it('says first what loses data', () => {
    const [first] = tell(
      object('update', 'StatefulSet', 'cryptoserver-replicas', template),
      object('delete', 'Namespace', 'hotels-namespace'),
    );
    assert.equal(first, '! hotels: THE HOTELS ARE LOST: Namespace hotels-namespace is deleted');
  });
});
