import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { graphArguments } from '../../../cli/graph';
import type { DeployedResource } from '../../../components/preflight/deployed';
import { objectsOf, readLocalObjects } from '../../../graph/read';
import type { StackObjects } from '../../../graph/objects';
import { layoutIn, scratchFolder } from '../../support/unit/local';
import { claim, deployment, pod, service, settings } from '../graph/make-objects';

describe('npm run graph', () => {
  it('takes a file or standard output; by default graph.svg where the user is', () => {
    assert.deepEqual(graphArguments([], '/here'), { file: '/here/graph.svg', stable: false });
    assert.deepEqual(graphArguments(['out/a.svg', '--stable'], '/here'), {
      file: '/here/out/a.svg',
      stable: true,
    });
    assert.deepEqual(graphArguments(['-'], '/here'), { file: undefined, stable: false });
  });

  for (const args of [['a.svg', 'b.svg'], ['README.md'], ['--dark']])
    it(`refuses ${JSON.stringify(args)}`, () => {
      assert.throws(() => graphArguments(args, '/here'), {
        name: 'Failure',
        message: /Usage: npm run graph -- \[FILE \| -\] \[--stable\]$/,
      });
    });
});

describe('The objects of a stack', () => {
  const folder = scratchFolder();
  const namespace = {
    urn: 'urn:market',
    type: 'kubernetes:core/v1:Namespace',
    name: 'market',
    outputs: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'market' } },
  };
  /** Reads them from a cluster that answers with objects, and with lines of Secrets and ConfigMaps. */
  const read = (
    live: readonly object[] | Error,
    resources: readonly DeployedResource[] | Error = [namespace],
    pid: 1 | 'stopped' = 1,
    asked: string[][] = [],
  ): Promise<StackObjects> => {
    const layout = layoutIn(folder());
    mkdirSync(dirname(layout.kubeconfig), { recursive: true });
    writeFileSync(layout.kubeconfig, '');
    const namespaces = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'market' } }];
    const cluster = {
      layout,
      parts: () => [{ name: 'etcd', pid: pid === 1 ? pid : undefined, memory: 0 }],
      kubectl: (args: readonly string[]) => {
        asked.push([...args]);
        if (live instanceof Error) return Promise.reject(live);
        if (args[1]?.includes('Secret,'))
          return Promise.resolve('Secret market price \nSecret market old 2026\n');
        return Promise.resolve(JSON.stringify({ items: args[1]?.includes('Pod') ? live : namespaces }));
      },
    };
    const stack = {
      resources: () => (resources instanceof Error ? Promise.reject(resources) : Promise.resolve(resources)),
    };
    return readLocalObjects(cluster, stack, 'dev');
  };

  it('are those of its namespaces, with the Secrets that are not being deleted', async () => {
    const abroad = { ...deployment('b', 1), metadata: { name: 'b', namespace: 'abroad' } };
    const { live, gone } = await read([deployment('a', 1), abroad]);
    assert.deepEqual(
      live.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      ['Deployment a', 'Secret price'],
    );
    assert.deepEqual(gone, []);
  });

  it('are read without the data of any Secret', async () => {
    const asked: string[][] = [];
    await read([deployment('a', 1)], [namespace], 1, asked);
    const ofSecrets = asked.filter(([, kinds = '']) => /secret/i.test(kinds));
    assert.equal(ofSecrets.length, 1);
    const [output = ''] = ofSecrets[0]!.filter((arg) => arg.startsWith('--output='));
    assert.match(output, /^--output=jsonpath=/);
    const fields = [...output.matchAll(/\{\.([\w.]+)\}/g)].map(([, field]) => field);
    assert.deepEqual(fields, ['kind', 'metadata.namespace', 'metadata.name', 'metadata.deletionTimestamp']);
  });

  it('are gone when the stack has them and the cluster does not', () => {
    const deployed = [service('till', 'till'), claim('stock'), deployment('a', 1), pod('a', 'b')].map(
      (object) => ({
        urn: `${object.kind} ${object.metadata.name}`,
        type: 'kubernetes',
        name: object.metadata.name,
        outputs: { apiVersion: 'v1', ...object },
      }),
    );
    const { live, gone } = objectsOf(
      deployed,
      [claim('stock'), settings('Secret', 'price')],
      new Set(['Service till', 'PersistentVolumeClaim stock']),
    );
    assert.deepEqual(
      live.map(({ kind }) => kind),
      ['PersistentVolumeClaim', 'Secret'],
    );
    // The claim has come back since.
    assert.deepEqual(
      gone.map(({ kind }) => kind),
      ['Service'],
    );
  });

  it('cannot be read while the cluster is stopped', async () => {
    await assert.rejects(read([], [namespace], 'stopped'), {
      name: 'Failure',
      message: 'The cluster is stopped: `npm run up` starts it.',
    });
  });

  for (const [what, resources] of [
    ['the stack does not exist', new Error("pulumi failed: error: no stack named 'dev' found")],
    ['nothing is deployed', []],
    ['only its namespace is left', [namespace]],
  ] as const)
    it(`cannot be read when ${what}`, async () => {
      await assert.rejects(read([], resources), {
        name: 'Failure',
        message: 'The stack dev is not deployed: `npm run up` deploys it.',
      });
    });

  it('cannot be read while the API server does not answer', async () => {
    await assert.rejects(read(new Error('connection refused')), {
      message: 'The API server does not answer: connection refused',
    });
  });
});
