import assert from 'node:assert/strict';

import { Cluster } from '../../../components/preflight/cluster';
import { oneKeyAtATime } from '../../../components/tokens/key-generation';
import { Recording } from '../../support/unit/recording';

describe('the generation of the key of the tokens', () => {
  before(() => new Recording().start());

  function check(wanted: number, settings: object = {}, outputs: object = { tokens: { keyGeneration: 4 } }) {
    const before = { cluster: new Cluster({}, undefined), last: { outputs: { ...outputs }, resources: [] } };
    return oneKeyAtATime.check({ keyGeneration: wanted, ...settings } as never, before);
  }

  it('is any number the first time, and then stays or rises by one', async () => {
    assert.deepEqual(await check(7, {}, {}), []);
    assert.deepEqual(await check(4), []);
    assert.deepEqual(await check(5), []);
  });

  for (const wanted of [6, 3, 1])
    it(`cannot become ${wanted} after 4: verifiers would refuse tokens that are valid`, async () => {
      assert.deepEqual(await check(wanted), [
        `shared-keys:tokens.keyGeneration is ${wanted}, but 4 is deployed, whose tokens no verifier would know any more: set it to 5 to rotate the key, and \`tokens.oldestGeneration\` too if tokens signed before are to be refused`,
      ]);
    });

  it('may jump on purpose, for a leaked key', async () => {
    assert.deepEqual(await check(6, { oldestGeneration: 5 }), []);
    assert.equal((await check(6, { oldestGeneration: 4 })).length, 1);
  });

  it('does not matter with two keys of the user', async () => {
    assert.deepEqual(await check(9, { signingKey: 'one', previousSigningKey: 'two' }), []);
    assert.equal((await check(9, { signingKey: 'one' })).length, 1);
  });
});
