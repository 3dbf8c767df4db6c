import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { listContext, stageContext } from '../../../components/images/build-context';

describe('a staged build context', () => {
  let folder: string;
  let umask: number;
  const source = () => path.join(folder, 'source');
  const target = () => path.join(folder, 'target');
  const modeOf = (file: string) => (fs.statSync(path.join(target(), file)).mode & 0o777).toString(8);
  const staged = () => listContext(target()).map((file) => file.path);

  function write(file: string, content = file, mode = 0o666, root = source()): void {
    const full = path.join(root, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, content, { mode });
  }

  function writeSources(root = source()): void {
    write('Dockerfile', 'FROM scratch\n', 0o666, root);
    write('src/deep/main.js', 'main', 0o666, root);
    write('run.sh', '#!/bin/sh\n', 0o777, root);
  }

  /** Leaves what macOS, Windows, vim and Emacs leave in a folder that was looked at or edited. */
  function leaveBehind(): void {
    for (const file of [
      '.DS_Store',
      'src/Thumbs.db',
      'src/deep/main.js~',
      'src/deep/.main.js.swp',
      'src/#run.sh#',
    ])
      write(file);
    // The lock of Emacs leads nowhere.
    fs.symlinkSync('user@machine.1234:1', path.join(source(), 'src/.#main.js'));
  }

  beforeEach(() => {
    umask = process.umask(0o022);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'build-context-'));
    writeSources();
  });

  afterEach(() => {
    process.umask(umask);
    fs.rmSync(folder, { recursive: true });
  });

  it('is the same for any umask of the user who cloned and staged it', () => {
    const open = stageContext(source(), target()).hash;
    const openModes = ['.', 'src', 'src/deep', 'Dockerfile', 'run.sh', 'src/deep/main.js'].map(modeOf);

    process.umask(0o077);
    const other = path.join(folder, 'other');
    writeSources(other);
    fs.rmSync(target(), { recursive: true });
    assert.equal(stageContext(other, target()).hash, open);
    assert.deepEqual(
      ['.', 'src', 'src/deep', 'Dockerfile', 'run.sh', 'src/deep/main.js'].map(modeOf),
      openModes,
    );
    assert.deepEqual(openModes, ['755', '755', '755', '644', '755', '644']);
  });

  it('keeps files that are already equal', () => {
    stageContext(source(), target());
    const before = fs.statSync(path.join(target(), 'Dockerfile'), { bigint: true });
    stageContext(source(), target());
    const after = fs.statSync(path.join(target(), 'Dockerfile'), { bigint: true });
    assert.deepEqual([after.mtimeNs, after.ctimeNs, after.ino], [before.mtimeNs, before.ctimeNs, before.ino]);
  });

  for (const [change, make] of [
    [
      'content',
      () => {
        write('src/deep/main.js', 'niam');
      },
    ],
    [
      'right to run',
      () => {
        write('src/deep/main.js', '#!/usr/bin/env node\n');
      },
    ],
    [
      'name',
      () => {
        fs.renameSync(path.join(source(), 'run.sh'), path.join(source(), 'ran.sh'));
      },
    ],
  ] as const) {
    it(`has another hash when the ${change} of a file changes, and the first hash when it changes back`, () => {
      const before = stageContext(source(), target()).hash;
      make();
      assert.notEqual(stageContext(source(), target()).hash, before);
      fs.rmSync(source(), { recursive: true });
      writeSources();
      assert.equal(stageContext(source(), target()).hash, before);
    });
  }

  it('has another hash when text moves from the end of a file to the start of the next', () => {
    write('a', 'xb');
    write('b', '');
    const before = stageContext(source(), target()).hash;
    write('a', 'x');
    write('b', 'b');
    assert.notEqual(stageContext(source(), target()).hash, before);
  });

  it('loses the files that are not in the sources', () => {
    write('gone/file');
    stageContext(source(), target());
    fs.rmSync(path.join(source(), 'gone'), { recursive: true });
    write('stray/file', '', 0o666, target());
    fs.symlinkSync('Dockerfile', path.join(target(), 'link'));
    stageContext(source(), target());
    assert.deepEqual(staged(), ['Dockerfile', 'run.sh', 'src/deep/main.js']);
    assert.deepEqual(fs.readdirSync(target()).sort(), ['Dockerfile', 'run.sh', 'src']);
  });

  it('follows a file that became a folder, and a folder that became a file', () => {
    stageContext(source(), target());
    fs.rmSync(path.join(source(), 'run.sh'));
    write('run.sh/inner');
    fs.rmSync(path.join(source(), 'src'), { recursive: true });
    write('src');
    stageContext(source(), target());
    assert.deepEqual(staged(), ['Dockerfile', 'run.sh/inner', 'src']);
  });

  it('is repaired after an interrupted run or a change by another program', () => {
    const hash = stageContext(source(), target()).hash;
    fs.truncateSync(path.join(target(), 'Dockerfile'), 3);
    fs.chmodSync(path.join(target(), 'run.sh'), 0o600);
    fs.chmodSync(path.join(target(), 'src'), 0o700);
    assert.equal(stageContext(source(), target()).hash, hash);
    assert.equal(fs.readFileSync(path.join(target(), 'Dockerfile'), 'utf8'), 'FROM scratch\n');
    assert.deepEqual([modeOf('run.sh'), modeOf('src')], ['755', '755']);
  });

  it('has only the files that .dockerignore allows, and always the two files that BuildKit reads', () => {
    write('.dockerignore', '# all but sources\n*\n!src\nsrc/**/*.test.js\n!src/deep/kept.test.js\n');
    write('src/deep/main.test.js');
    write('src/deep/kept.test.js');
    write('node_modules/x/index.js');
    stageContext(source(), target());
    const files = listContext(source()).map((file) => file.path);
    assert.deepEqual(files, ['.dockerignore', 'Dockerfile', 'src/deep/kept.test.js', 'src/deep/main.js']);
    assert.deepEqual(fs.readdirSync(target()).sort(), ['.dockerignore', 'Dockerfile', 'src']);
  });

  it('distinguishes upper and lower case in .dockerignore, as Docker does', () => {
    write('.dockerignore', 'SRC\n');
    assert.ok(listContext(source()).some((file) => file.path === 'src/deep/main.js'));
  });

  it('does not read excluded folders', () => {
    write('.dockerignore', 'node_modules\n');
    fs.mkdirSync(path.join(source(), 'node_modules/.bin'), { recursive: true });
    fs.symlinkSync('nowhere', path.join(source(), 'node_modules/.bin/tool'));
    assert.equal(listContext(source()).length, 4);
  });

  it('is the same on file systems that show every file as one that can be run, or none', () => {
    const before = stageContext(source(), target()).hash;
    for (const mode of [0o777, 0o755, 0o644]) {
      for (const file of ['Dockerfile', 'run.sh', 'src/deep/main.js'])
        fs.chmodSync(path.join(source(), file), mode);
      assert.equal(stageContext(source(), target()).hash, before);
    }
    assert.deepEqual(['Dockerfile', 'run.sh', 'src/deep/main.js'].map(modeOf), ['644', '755', '644']);
  });

  it('is the same with what editors and file managers leave behind', () => {
    const before = stageContext(source(), target()).hash;
    leaveBehind();
    assert.equal(stageContext(source(), target()).hash, before);
  });

  it('is refused when a file has the line endings of Windows', () => {
    write('run.sh', '#!/bin/sh\r\nset -u\r\n');
    assert.throws(
      () => stageContext(source(), target()),
      /source\/run\.sh has the line endings of Windows, with which it cannot run on Linux: check the project out anew/,
    );
    write('run.sh', 'binary\0\r\n');
    assert.match(stageContext(source(), target()).hash, /^[0-9a-f]{64}$/);
  });

  describe('in a git repository', () => {
    const git = (...args: string[]): void => {
      const settings = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
      execFileSync('git', ['-C', source(), ...settings, ...args], { stdio: 'ignore' });
    };

    beforeEach(() => {
      write('.gitignore', '*.log\n');
      git('init');
      git('add', '.');
    });

    it('is the same as without one', () => {
      const withGit = stageContext(source(), target()).hash;
      fs.rmSync(path.join(source(), '.git'), { recursive: true });
      assert.equal(stageContext(source(), target()).hash, withGit);
    });

    it('has what git tracks, with changes that are not committed, and nothing else', () => {
      git('commit', '--message=first');
      const before = stageContext(source(), target()).hash;
      leaveBehind();
      write('src/debug.log');
      write('src/new.js');
      assert.equal(stageContext(source(), target()).hash, before);
      assert.deepEqual(stageContext(source(), target()).untracked, [`${source()}/src/new.js`]);

      write('src/deep/main.js', 'niam');
      git('add', 'src/new.js');
      fs.rmSync(path.join(source(), 'run.sh'));
      stageContext(source(), target());
      assert.deepEqual(staged(), ['.gitignore', 'Dockerfile', 'src/deep/main.js', 'src/new.js']);
      assert.equal(fs.readFileSync(path.join(target(), 'src/deep/main.js'), 'utf8'), 'niam');
      assert.deepEqual(stageContext(source(), target()).untracked, []);
    });

    it('has all files of a folder of which git tracks none', () => {
      git('rm', '-r', '--cached', '.');
      stageContext(source(), target());
      assert.deepEqual(staged(), ['.gitignore', 'Dockerfile', 'run.sh', 'src/deep/main.js']);
    });

    it('is not told of untracked files that .dockerignore excludes', () => {
      write('.dockerignore', 'src\n');
      git('add', '.dockerignore');
      write('src/new.js');
      assert.deepEqual(stageContext(source(), target()).untracked, []);
    });
  });

  it('is refused when it contains a symbolic link', () => {
    fs.symlinkSync('Dockerfile', path.join(source(), 'link'));
    assert.throws(
      () => listContext(source()),
      /link is not a plain file: a build context can contain only files and folders$/,
    );
  });

  it('is refused without a Dockerfile', () => {
    fs.rmSync(path.join(source(), 'Dockerfile'));
    assert.throws(
      () => stageContext(source(), target()),
      /source has no Dockerfile: an image is built from a folder/,
    );
  });
});
