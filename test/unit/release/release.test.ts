import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { releaseFolder } from '../../../cli/release';
import { notesOf } from '../../../release/notes';
import { checkSources, withSources } from '../../../release/sources';
import { scratchFolder } from '../../support/unit/local';

describe('The notes of a release', () => {
  const changelog = [
    '# Changelog',
    '## [Unreleased]',
    '- soon',
    '## [1.10.0] - 2026-01-02',
    '### Added',
    '- ten',
    '## [1.1.0] - 2025-01-02',
    '- one',
    '',
    '[1.1.0]: https://example.com/1.1.0',
  ].join('\n');

  it('are what the changelog says of that version, and of no other', () => {
    assert.equal(notesOf(changelog, '1.10.0'), '### Added\n- ten\n');
    assert.equal(notesOf(changelog, '1.1.0'), '- one\n');
  });

  it('are missing when the version has no section, no date or nothing to say', () => {
    assert.throws(() => notesOf(changelog, '1.1'), /nothing about 1\.1: give “Unreleased” the heading/);
    assert.throws(() => notesOf('## [1.0.0]\n- a\n', '1.0.0'), /does not say when 1\.0\.0 is released/);
    assert.throws(() => notesOf('## [1.0.0] - soon\n- a\n', '1.0.0'), /does not say when/);
    assert.throws(() => notesOf('## [1.0.0] - 2026-01-02\n\n', '1.0.0'), /empty section for 1\.0\.0/);
  });
});

describe('A release', () => {
  const folder = scratchFolder();
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
      cwd: folder(),
      encoding: 'utf8',
    });
  const check = (version: string): Promise<void> => checkSources(folder(), version, {});
  beforeEach(() => {
    git('init', '--quiet');
    writeFileSync(join(folder(), '.gitignore'), 'ignored\n');
    writeFileSync(join(folder(), 'file'), 'committed');
    git('add', '.');
    git('commit', '--quiet', '--message=a');
  });

  it('is made of a commit without a tag, or with the tag of its version', async () => {
    await check('1.2.0');
    git('tag', 'v1.2.0');
    git('tag', 'valid');
    await check('1.2.0');
  });

  it('is refused under the tag of another version', async () => {
    git('tag', 'v1.3.0');
    await assert.rejects(check('1.2.0'), /The tag is v1\.3\.0, but package\.json says 1\.2\.0/);
  });

  it('is refused while something is not committed', async () => {
    writeFileSync(join(folder(), 'file'), 'changed');
    await assert.rejects(check('1.2.0'), /not committed/);
  });

  it('lists the files of the commit, and nothing that is ignored or changed', async () => {
    writeFileSync(join(folder(), 'ignored'), '');
    writeFileSync(join(folder(), 'file'), 'changed');
    let sources = '';
    await withSources(folder(), {}, (path) => {
      sources = path;
      assert.deepEqual(readdirSync(path).sort(), ['.gitignore', 'file']);
      assert.equal(readFileSync(join(path, 'file'), 'utf8'), 'committed');
      return Promise.resolve();
    });
    assert.throws(() => readdirSync(sources), /ENOENT/);
  });

  it('goes to the folder that is asked for, from where the user is', () => {
    assert.equal(releaseFolder([], '/p', '/home'), '/p/.build/release');
    assert.equal(releaseFolder(['out'], '/p', '/home'), '/home/out');
    for (const wrong of [['a', 'b'], ['--all'], ['']])
      assert.throws(() => releaseFolder(wrong, '/p', '/home'), /Usage: npm run release/);
  });
});
