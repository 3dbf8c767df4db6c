import assert from 'node:assert/strict';

import { deployArguments } from '../../../cli/deploy';
import { whyNot } from '../../../cli/deploying';
import { changeOf, previewOf } from '../preview/make-previews';

describe('npm run deploy', () => {
  const lost = previewOf('prod', {
    changes: [changeOf('delete')],
    meanings: [{ system: 'hotels', text: 'THE HOTELS ARE LOST', loses: true }],
  });

  it('takes a stack, and a word for the loss of data', () => {
    assert.deepEqual(deployArguments([]), { stack: 'dev', loseData: false });
    assert.deepEqual(deployArguments(['prod', '--lose-data']), { stack: 'prod', loseData: true });
    assert.throws(() => deployArguments(['a', 'b']), /^Failure: one stack at a time\. Usage: npm run deploy/);
  });

  it('is refused when data would be lost, unless the word is given', () => {
    assert.equal(
      whyNot(lost, false),
      'prod is not deployed, since data would be lost, see above: --lose-data does it on purpose.',
    );
    assert.equal(whyNot(lost, true), undefined);
  });

  it('is refused when the preview fails or a mandatory rule is broken, also with the word', () => {
    const broken = { policy: 'open-budgets', message: 'no', mandatory: true };
    for (const found of [{ errors: ['no'] }, { violations: [broken] }])
      assert.equal(
        whyNot(previewOf('prod', found), true),
        'prod is not deployed: its preview fails, see above.',
      );
    const advice = { violations: [{ ...broken, mandatory: false }] };
    assert.equal(whyNot(previewOf('prod', advice), false), undefined);
  });
});
