import assert from 'node:assert/strict';

import { podsReady } from '../../../cli/ready';

/** A pod as the API returns it. */
function pod(name: string, namespace: string, status: object): object {
  return {
    kind: 'Pod',
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': 'search' } },
    status,
  };
}
const ready = { phase: 'Running', containerStatuses: [{ ready: true, restartCount: 0 }] };
const broken = {
  phase: 'Running',
  containerStatuses: [{ ready: false, restartCount: 9, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
};
const resources = [
  {
    urn: 'urn:x',
    type: 'kubernetes:core/v1:Namespace',
    name: 'search-namespace',
    outputs: { metadata: { name: 'search' } },
  },
];

describe('the pods of a stack', () => {
  /** A cluster that gives other pods each time, the last ones for ever. */
  function cluster(...answers: readonly (readonly object[])[]) {
    let asked = 0;
    return {
      kubectl: () => {
        const items = answers[Math.min(asked++, answers.length - 1)];
        return Promise.resolve(JSON.stringify({ items }));
      },
    };
  }

  it('are waited for until all are ready', async () => {
    const said: string[] = [];
    const pods = [pod('a', 'search', ready), pod('b', 'search', ready)];
    const starting = [pod('a', 'search', ready), pod('b', 'search', broken)];
    await podsReady(cluster(starting, pods), resources, { report: (text) => said.push(text) });
    assert.deepEqual(said, ['1 of 2 ready', '2 of 2 ready']);
  });

  it('that never become ready are named, with how to find out why', async () => {
    const pods = [pod('a', 'search', ready), pod('b', 'search', broken)];
    await assert.rejects(podsReady(cluster(pods), resources, { timeout: 1 }), {
      name: 'Failure',
      message:
        'Deployed, but not ready: search/b is CrashLoopBackOff. `kubectl -n search describe pod b` tells why.',
    });
  });

  it('are those in its own namespaces', async () => {
    await podsReady(cluster([pod('a', 'other', broken)]), resources, { timeout: 1 });
  });
});
