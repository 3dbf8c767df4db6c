import assert from 'node:assert/strict';

import type { AllSettings, Finding } from '../../../components/preflight/check';
import { Cluster } from '../../../components/preflight/cluster';
import { deployedBy, notOlder, programGeneration } from '../../../components/preflight/program';

describe('a program that may be older than that of the last deployment', () => {
  const settings = { olderProgram: false, hotels: {}, search: {} } as unknown as AllSettings;

  function check(outputs: Readonly<Record<string, unknown>>, given = settings): Promise<readonly Finding[]> {
    return notOlder(given, { cluster: new Cluster({}, undefined), last: { outputs, resources: [] } });
  }

  it('is accepted for a new stack, for its own, and for one of before programs had a generation', async () => {
    const before = { urls: { hotels: 'http://x' }, hotels: {} };
    for (const outputs of [{}, before, { ...before, rooms: {} }, { ...before, deployed: deployedBy }])
      assert.deepEqual(await check(outputs), []);
  });

  const newer = { urls: {}, hotels: {}, deployed: { program: programGeneration + 1 } };

  it('is refused by its generation, with the way out', async () => {
    assert.deepEqual(await check(newer), [
      `this program is older than that of the last deployment (it is of generation ${programGeneration}, and ` +
        `${programGeneration + 1} was deployed), and would delete what it does not know: ` +
        'update it, as by `git pull`, or set `olderProgram` if this is intended',
    ]);
  });

  it('is refused when it does not know a system that was deployed', async () => {
    const [problem] = await check({ urls: {}, hotels: {}, tokens: {}, deployed: deployedBy });
    assert.match(
      JSON.stringify(problem),
      /\(it does not know what was deployed as tokens\), and would delete/,
    );
  });

  it('is accepted when a setting says so', async () => {
    assert.deepEqual(await check(newer, { ...settings, olderProgram: true }), []);
  });
});
