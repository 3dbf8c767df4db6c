import assert from 'node:assert/strict';

import { readPreview } from '../../../preview/engine-events';
import { doneEvent, logOf, secretValue, stepEvent, unknownValue, type Step } from './make-events';

const read = (...steps: readonly Step[]) => readPreview('dev', logOf(...steps.map(stepEvent)));
const updated = (path: string, old: object, after: object, diffKind = 'update') =>
  read({
    detailedDiff: { [path]: { diffKind, inputDiff: true } },
    old: { inputs: old },
    new: { inputs: after },
  });

describe('the events of a preview', () => {
  it('give each changed property with its old and its new value', () => {
    const found = updated('spec.replicas', { spec: { replicas: 4 } }, { spec: { replicas: 5 } });
    assert.deepEqual(found.changes, [
      {
        operation: 'update',
        type: 'kubernetes:apps/v1:Deployment',
        name: 'search-replicas',
        object: undefined,
        retained: false,
        properties: [{ path: 'spec.replicas', replaces: false, old: 4, new: 5 }],
      },
    ]);
  });

  it('give properties in lists and under keys with dots', () => {
    const path = 'spec.list[1]["a.b/c"]';
    const found = updated(
      path,
      { spec: { list: [0, { 'a.b/c': 'x' }] } },
      { spec: { list: [0, { 'a.b/c': 'y' }] } },
    );
    assert.deepEqual(found.changes[0]?.properties, [{ path, replaces: false, old: 'x', new: 'y' }]);
  });

  it('tell a property that is added from one that is removed', () => {
    const added = updated('spec.paused', { spec: {} }, { spec: { paused: true } }, 'add');
    assert.deepEqual(added.changes[0]?.properties, [{ path: 'spec.paused', replaces: false, new: true }]);
    const removed = updated('spec.paused', { spec: { paused: true } }, { spec: {} }, 'delete');
    assert.deepEqual(removed.changes[0]?.properties, [{ path: 'spec.paused', replaces: false, old: true }]);
  });

  it('count a replacement once, and say which property it is for', () => {
    const detailedDiff = { 'metadata.name': { diffKind: 'update-replace', inputDiff: true } };
    const metadata = { inputs: { metadata: { name: 'a', namespace: 'search' } } };
    const found = read(
      { op: 'create-replacement', detailedDiff },
      { op: 'replace', detailedDiff, old: metadata, new: { inputs: { metadata: { name: 'b' } } } },
      { op: 'delete-replaced' },
    );
    assert.deepEqual(
      found.changes.map(({ operation, object, properties }) => ({ operation, object, properties })),
      [
        {
          operation: 'replace',
          object: 'search/a',
          properties: [{ path: 'metadata.name', replaces: true, old: 'a', new: 'b' }],
        },
      ],
    );
  });

  it('give the most dangerous change first', () => {
    const found = read(
      { op: 'create', name: 'a' },
      { op: 'update', name: 'b' },
      { op: 'delete', name: 'c' },
      { op: 'replace', name: 'd' },
      { op: 'same', name: 'e' },
    );
    assert.deepEqual(
      found.changes.map(({ name }) => name),
      ['c', 'd', 'b', 'a'],
    );
    assert.equal(found.unchanged, 1);
  });

  it('leave out components and providers, which are nothing in the cluster', () => {
    const found = read(
      { op: 'create', type: 'shared-keys:index:ApiSearch', new: { custom: false } },
      { op: 'create', type: 'pulumi:providers:kubernetes' },
      { op: 'same', type: 'shared-keys:index:ApiSearch', new: { custom: false } },
    );
    assert.deepEqual([found.changes, found.unchanged], [[], 0]);
  });

  it('show neither what Pulumi marks as secret nor what is not known yet', () => {
    const found = updated(
      'spec',
      { spec: { key: secretValue, name: 'a' } },
      { spec: { key: secretValue, name: unknownValue } },
    );
    assert.deepEqual(found.changes[0]?.properties, [
      {
        path: 'spec',
        replaces: false,
        old: { key: '[secret]', name: 'a' },
        new: { key: '[secret]', name: '(known after it is applied)' },
      },
    ]);
  });

  for (const field of ['data', 'stringData'])
    it(`show nothing of the ${field} of a Secret, marked or not`, () => {
      for (const path of [field, `${field}.key`]) {
        const found = read({
          type: 'kubernetes:core/v1:Secret',
          detailedDiff: { [path]: { diffKind: 'update', inputDiff: true } },
          old: { inputs: { [field]: { key: 'b2xk' } } },
          new: { inputs: { [field]: { key: 'bmV3' } } },
        });
        assert.deepEqual(found.changes[0]?.properties, [
          { path, replaces: false, old: '[secret]', new: '[secret]' },
        ]);
      }
    });

  it('give broken rules, the packs that judged, and errors, without the tags of their colours', () => {
    const log = logOf(
      {
        policyEvent: {
          policyName: 'images-by-digest',
          policyPackName: 'shared-keys',
          enforcementLevel: 'mandatory',
          message: '<{%reset%}>Why there is this rule.\nsearch: an image without a digest<{%reset%}>\n',
        },
      },
      { policyAnalyzeStackSummaryEvent: { policyPackName: 'shared-keys' } },
      { diagnosticEvent: { severity: 'error', message: '<{%fg 1%}>error: no<{%reset%}>\n' } },
      { diagnosticEvent: { severity: 'error', message: '<{%reset%}>preview failed<{%reset%}>\n' } },
      { diagnosticEvent: { severity: 'warning', message: 'careful' } },
    );
    const { violations, policyPacks, errors } = readPreview('dev', log);
    assert.deepEqual(violations, [
      { policy: 'images-by-digest', message: 'search: an image without a digest', mandatory: true },
    ]);
    assert.deepEqual([policyPacks, errors], [['shared-keys'], ['error: no']]);
  });

  it('tell when only an option of a resource changes, or an output of the stack', () => {
    assert.equal(read({ op: 'same' }).othersChange, false);
    assert.equal(read({ op: 'same', old: { retainOnDelete: true } }).othersChange, true);
    const stack = { op: 'same', type: 'pulumi:pulumi:Stack', old: { outputs: { a: 1 } } } as const;
    const outputs = (value: number) =>
      readPreview('dev', logOf(doneEvent({ ...stack, new: { outputs: { a: value } } })));
    assert.deepEqual([outputs(1).othersChange, outputs(2).othersChange], [false, true]);
  });

  it('are read up to the line at which Pulumi was killed', () => {
    const log = logOf(stepEvent({ op: 'delete' }));
    assert.equal(readPreview('dev', `${log}{"sequence":2,"resourcePre`).changes.length, 1);
  });
});
