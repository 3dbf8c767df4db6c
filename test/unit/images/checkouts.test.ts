import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { stageContexts } from '../../../components/images/build-context';

const project = resolve(__dirname, '../../..');
const script = 'components/cryptoserver/script.sh';
const images = readdirSync(join(project, 'images'), { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && readdirSync(join(project, 'images', entry.name)).includes('Dockerfile'),
  )
  .map(({ name }) => name);

describe('A checkout as on Windows, with other line endings asked for and rights that nobody else has', () => {
  let folder: string;
  let clone: string;
  let umask: number;

  before(function () {
    this.timeout(30_000);
    umask = process.umask(0o077);
    folder = mkdtempSync(join(tmpdir(), 'checkouts-'));
    // The files as they are now, committed or not, in a repository of their own.
    const origin = join(folder, 'origin');
    for (const part of ['.gitattributes', '.gitignore', 'images', script])
      cpSync(join(project, part), join(origin, part), {
        recursive: true,
        filter: (file) => !/\/(node_modules|__pycache__|\.hypothesis)$/.test(file),
      });
    const git = (...args: string[]): Buffer =>
      execFileSync('git', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    git('-C', origin, 'init');
    git('-C', origin, 'add', '.');
    git('-C', origin, ...author, 'commit', '--message=all');
    clone = join(folder, 'another path', 'clone');
    git('clone', '-c', 'core.autocrlf=true', '-c', 'core.eol=crlf', origin, clone);
  });

  after(() => {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  });

  it('has the same script of the cryptoserver', () => {
    assert.ok(readFileSync(join(clone, script)).equals(readFileSync(join(project, script))));
  });

  for (const image of images) {
    it(`has the same sources of the image ${image}`, () => {
      const hashOf = (root: string): string =>
        stageContexts([join(root, 'images', image)], join(folder, `staged-${image}`)).hash;
      assert.equal(hashOf(clone), hashOf(project));
    });
  }
});
