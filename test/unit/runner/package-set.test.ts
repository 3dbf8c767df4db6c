import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { run } from '../../../local/host/command';
import { isUnpacked, setFolder, unpackSets, type PackageSet } from '../../support/programs/package-set';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

const set: PackageSet = {
  name: 'browser',
  packages: ['browser'],
  without: ['libc6', 'perl'],
  excluded: ['usr/share/games'],
  programs: {
    browser: {
      path: 'usr/bin/browser',
      args: ['--quiet'],
      environment: { CONFIGURATION: 'ROOT/browser.conf' },
    },
  },
  files: { 'browser.conf': 'fonts = ROOT/fonts' },
};

describe('a set of Debian packages', () => {
  const folder = scratchFolder();
  const cache = (): string => join(folder(), 'cache');
  const root = (): string => setFolder(cache(), set);
  const path = process.env.PATH;
  const ignore = (): void => undefined;
  const fetch = (signal?: AbortSignal): Promise<void> =>
    unpackSets(cache(), [set], signal ? { signal } : {}, ignore);

  /**
   * Puts fake commands on the path: apt-get creates a package with a program that prints its environment and its
   * arguments.
   *
   * @param fault - when given, apt-get fails with this message
   */
  const machine = (fault = ''): void => {
    fakeCommand(
      folder(),
      'apt-get',
      `echo "$*" >>${folder()}/calls
       ${fault && `echo "E: ${fault}" >&2; exit 100`}
       for word; do
         case "$word" in
           Dir::State::status=*) cp "\${word#*=}" ${folder()}/status ;;
           Dir::Cache::archives=*) touch "\${word#*=}/browser_1.deb" ;;
         esac
       done`,
    );
    fakeCommand(
      folder(),
      'dpkg-deb',
      `mkdir -p "$3/usr/bin" "$3/usr/share/games"
       printf '#!/bin/sh\\necho "$LD_LIBRARY_PATH $CONFIGURATION $*"\\n' >"$3/usr/bin/browser"
       chmod +x "$3/usr/bin/browser"`,
    );
    process.env.PATH = `${folder()}/bin:${path ?? ''}`;
  };

  afterEach(() => {
    process.env.PATH = path;
  });

  it('is unpacked once, without the excluded files, and leaves no other files behind', async () => {
    machine();
    assert.equal(isUnpacked(cache(), set), false);
    await fetch();
    assert.equal(isUnpacked(cache(), set), true);
    assert.ok(!existsSync(join(root(), 'usr/share/games')));
    assert.deepEqual(readdirSync(join(cache(), 'tools')), [basename(root())]);
  });

  it('runs with its own libraries from its final folder', async () => {
    machine();
    await fetch();
    const [libraries = '', ...words] = (await run(join(root(), 'bin/browser'), ['page', 'a b'])).split(' ');
    assert.equal(libraries.split(':')[0], join(root(), 'usr/lib/x86_64-linux-gnu'));
    assert.deepEqual(words, [join(root(), 'browser.conf'), '--quiet', 'page', 'a', 'b']);
    assert.equal(readFileSync(join(root(), 'browser.conf'), 'utf8'), `fonts = ${root()}/fonts`);
    assert.equal(statSync(join(root(), 'bin/browser')).mode & 0o777, 0o755);
  });

  it('is downloaded by apt without installation, and without the unneeded dependencies', async () => {
    machine();
    await fetch();
    const [update = '', install = ''] = readFileSync(join(folder(), 'calls'), 'utf8').trim().split('\n');
    assert.match(update, / update$/);
    assert.match(install, / install --download-only --no-install-recommends browser$/);
    for (const call of [update, install]) {
      for (const setting of ['Dir::State::lists', 'Dir::State::status', 'Dir::Cache'])
        assert.match(call, new RegExp(`-o ${setting}=${cache()}/`));
    }
    const status = readFileSync(join(folder(), 'status'), 'utf8');
    assert.deepEqual(status.match(/^Package: .*$/gm), ['Package: libc6', 'Package: perl']);
  });

  it('is downloaded again when one of its programs is missing', async () => {
    machine();
    await fetch();
    rmSync(join(root(), 'usr/bin/browser'));
    assert.equal(isUnpacked(cache(), set), false);
    assert.ok(!existsSync(root()));
  });

  it('that cannot be downloaded leaves no files behind, and the error has the message of apt', async () => {
    machine('Unable to locate package browser');
    await assert.rejects(
      fetch(),
      /^Failure: The Debian packages cannot be downloaded: .*Unable to locate package/,
    );
    assert.deepEqual(readdirSync(join(cache(), 'tools')), []);
  });

  it('leaves no files behind when it is interrupted', async () => {
    machine();
    mkdirSync(cache());
    writeFileSync(join(folder(), 'bin', 'apt-get'), '#!/bin/sh\nexec sleep 60\n');
    const abort = new AbortController();
    const fetching = fetch(abort.signal);
    abort.abort(new Error('stopped'));
    await assert.rejects(fetching, /stopped/);
    assert.deepEqual(readdirSync(join(cache(), 'tools')), []);
  });
});
