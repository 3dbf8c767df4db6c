import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { previewArguments } from '../../../cli/preview';
import { stacksIn } from '../../../cli/stack-options';

describe('npm run preview', () => {
  it('takes stacks and a form', () => {
    assert.deepEqual(previewArguments([]), { form: 'terminal', stacks: [] });
    assert.deepEqual(previewArguments(['dev', '--json', 'me/p/prod', 'dev']), {
      form: 'json',
      stacks: ['dev', 'me/p/prod'],
    });
    assert.deepEqual(previewArguments(['--markdown']), { form: 'markdown', stacks: [] });
  });

  for (const [args, message] of [
    [['--markdown', '--json'], /^it is --markdown or --json, not both\. Usage: npm run preview -- /],
    [['--yaml'], /^Unknown option '--yaml'.*Usage: npm run preview -- /],
  ] as const)
    it(`refuses ${args.join(' ')}`, () => {
      assert.throws(() => previewArguments(args), { name: 'Failure', message });
    });

  it('previews the stacks that have a file of settings, unless some are named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'shared-keys-project-'));
    try {
      for (const file of [
        'Pulumi.yaml',
        'Pulumi.prod.yaml',
        'Pulumi.dev.yaml',
        'Pulumi.dev.yaml.bak',
        'package.json',
      ])
        writeFileSync(join(folder, file), '');
      assert.deepEqual(stacksIn(folder), ['dev', 'prod']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
