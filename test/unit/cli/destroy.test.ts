import assert from 'node:assert/strict';

import { destroyArguments } from '../../../cli/destroy';

describe('npm run destroy', () => {
  it('takes a stack, what becomes of the data, and how long it may take', () => {
    assert.deepEqual(destroyArguments([]), {
      stack: 'dev',
      data: 'as the settings say',
      minutes: 10,
      yes: false,
    });
    assert.deepEqual(destroyArguments(['prod', '--delete-data', '--minutes', '3', '--yes']), {
      stack: 'prod',
      data: 'delete',
      minutes: 3,
      yes: true,
    });
    assert.equal(destroyArguments(['--keep-data']).data, 'keep');
  });

  for (const [args, message] of [
    [['--keep-data', '--delete-data'], /^it is --keep-data or --delete-data, not both\. Usage: /],
    [['dev', 'prod'], /^one stack at a time\. Usage: /],
    [['--minutes', '0'], /^--minutes is from 1 to 120\. Usage: /],
    [['--minutes', 'ten'], /^--minutes is from 1 to 120\. Usage: /],
    [['--force'], /^Unknown option '--force'.*Usage: npm run destroy/],
  ] as const)
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => destroyArguments(args), { name: 'Failure', message });
    });
});
