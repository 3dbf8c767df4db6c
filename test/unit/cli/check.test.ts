import assert from 'node:assert/strict';

import { checkText, isWell } from '../../../cli/check-text';
import { askStack } from '../../../components/ask-stack';
import type { Answer } from '../../../components/preflight/answers';
import { systems } from '../../../components/systems';
import { FakeCluster } from '../../support/unit/fake-cluster';

describe('npm run check', () => {
  let fake: FakeCluster;
  before(async () => {
    fake = await FakeCluster.start('the-cluster');
  });
  after(() => fake.stop());

  const known = (config: Readonly<Record<string, string>>) => ({
    project: 'shared-keys',
    stack: 'prod',
    config: { 'shared-keys:registry': 'localhost:9', ...config },
    secretKeys: [],
    resources: [],
  });

  it('asks the cluster all that a deployment asks, and registers nothing', async () => {
    const answers = await askStack(systems, known({}), fake.environment);
    assert.ok(isWell(answers), checkText('prod', answers));
    const text = checkText('prod', answers);
    assert.match(text, /^prod:\n ✓ the settings are right\n/);
    assert.match(text, / ✓ the storage classes of the claims exist · cryptoserver uses the class standard/);
    assert.match(text, / \? the registry answers\n {5}the registry localhost:9 does not answer \(/);
  });

  it('tells all that is wrong at once, each with the way out', async () => {
    const config = {
      'shared-keys:hotels': '{"storageClass":"gp2"}',
      'shared-keys:platforms': '["linux/s390x"]',
    };
    const answers = await askStack(systems, known(config), fake.environment);
    assert.ok(!isWell(answers));
    const wrong = checkText('prod', answers)
      .split('\n')
      .filter((line) => line.startsWith(' ✗'));
    assert.deepEqual(wrong, [
      ' ✗ the storage classes of the claims exist · cryptoserver uses the class standard',
      ' ✗ the nodes can run the images',
    ]);
  });

  it('tells wrong settings before it asks the cluster', async () => {
    const answers = await askStack(systems, known({ 'shared-keys:colour': 'red' }), fake.environment);
    assert.equal(answers.length, 1);
    assert.match(
      checkText('prod', answers),
      / ✗ the settings are right\n {5}shared-keys:colour is not a setting/,
    );
  });

  it('tells once why a cluster cannot be asked', async () => {
    const gone = await FakeCluster.start();
    await gone.close();
    const answers = await askStack(systems, known({}), gone.environment);
    await gone.stop();
    assert.ok(!isWell(answers));
    assert.equal(checkText('prod', answers).split('cannot be reached').length, 2);
  });

  it('is well although a user may not read what is only of use', () => {
    const answer = (by: 'forbidden' | 'unreachable'): Answer => ({
      holds: 'it holds',
      problems: [],
      doubts: [],
      facts: [],
      unanswered: { why: 'no right', by },
    });
    assert.ok(isWell([answer('forbidden')]));
    assert.equal(checkText('x', [answer('forbidden')]), 'x:\n ? it holds\n     not asked: no right\n');
    assert.ok(!isWell([answer('unreachable')]));
  });
});
