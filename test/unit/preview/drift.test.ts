import assert from 'node:assert/strict';

import { driftText } from '../../../preview/drift-text';
import { readDifferences } from '../../../preview/engine-events';
import { doneEvent, logOf, stepEvent } from './make-events';

const scaled = (replicas: number) => ({
  inputs: { metadata: { name: 'api-search', namespace: 'search' }, spec: { replicas } },
  outputs: { metadata: { labels: replicas === 3 ? { by: 'hand' } : {} } },
});

describe('what differs in the cluster', () => {
  const log = logOf(
    stepEvent({ op: 'refresh' }),
    doneEvent({ op: 'same' }),
    doneEvent({
      op: 'update',
      old: scaled(4),
      new: scaled(3),
      detailedDiff: {
        'spec.replicas': { diffKind: 'update', inputDiff: false },
        'metadata.labels.by': { diffKind: 'add', inputDiff: false },
      },
    }),
    doneEvent({
      op: 'delete',
      name: 'tokens-creator-service',
      type: 'kubernetes:core/v1:Service',
      old: { outputs: { metadata: { name: 'creator', namespace: 'tokens' } } },
    }),
  );

  it('is what the cluster has no more, and what it has otherwise, also what the program does not set', () => {
    const { changes, errors } = readDifferences(log);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      changes.map(({ operation, object, properties }) => ({ operation, object, properties })),
      [
        { operation: 'delete', object: 'tokens/creator', properties: [] },
        {
          operation: 'update',
          object: 'search/api-search',
          properties: [
            { path: 'spec.replicas', replaces: false, old: 4, new: 3 },
            { path: 'metadata.labels.by', replaces: false, new: 'hand' },
          ],
        },
      ],
    );
  });

  it('is told in lines', () => {
    assert.equal(
      driftText('dev', readDifferences(log).changes),
      `dev: not as deployed
  ✗ Service tokens/creator is gone
  ✗ Deployment search/api-search was changed
      spec.replicas: 3, but 4 was deployed
      metadata.labels.by: hand, but nothing was deployed
`,
    );
    assert.equal(driftText('dev', []), 'dev: the cluster is as deployed\n');
  });

  it('is an error when the cluster cannot be asked', () => {
    const { errors } = readDifferences(
      logOf({ diagnosticEvent: { severity: 'error', message: 'unreachable' } }),
    );
    assert.deepEqual(errors, ['unreachable']);
  });
});
