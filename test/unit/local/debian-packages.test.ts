import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Failure } from '../../../local/host/failure';
import { debianFolder, fetchPackages, hasPackages, missingPackages } from '../../../local/toolchain/debian';
import { ended, fakeCommand, pidIn, scratchFolder, unexpected } from '../../support/unit/local';

describe('the Debian packages', () => {
  const folder = scratchFolder();
  const cache = (): string => join(folder(), 'cache');
  const etcd = (): string => join(debianFolder(cache()), 'usr', 'bin', 'etcd');
  const calls = (): string[] => readFileSync(join(folder(), 'calls'), 'utf8').trim().split('\n');
  const ignore = (): void => undefined;
  const path = process.env.PATH;

  /**
   * Puts fake commands apt-get, dpkg and dpkg-deb on the path.
   *
   * @param download - shell text that `apt-get download` runs.
   * @param update - shell text that `apt-get update` runs.
   * @param complete - whether the commands of the installed packages are on the path too.
   */
  const machine = ({ download = '', update = '', complete = true } = {}): void => {
    const note = `echo "$(basename "$0") $*" >>${folder()}/calls`;
    fakeCommand(folder(), 'dpkg', note);
    fakeCommand(
      folder(),
      'apt-get',
      `${note}
       case "$1" in update) : ; ${update} ;; download) : >containerd_1.deb; ${download} ;; esac`,
    );
    fakeCommand(
      folder(),
      'dpkg-deb',
      `mkdir -p "$3/usr/bin" "$3/usr/sbin" "$3/usr/lib/cni" && echo program >"$3/usr/bin/etcd"`,
    );
    for (const name of complete ? ['conntrack', 'ip', 'ipset', 'iptables', 'mmdebstrap', 'mount'] : [])
      fakeCommand(folder(), name, '');
    process.env.PATH = `${folder()}/bin:${path ?? ''}`;
  };
  const fetch = (signal?: AbortSignal): Promise<void> =>
    fetchPackages(cache(), process.env.PATH ?? '', signal ? { signal } : {}, ignore);
  const has = (note: (text: string) => void = unexpected): boolean =>
    hasPackages(cache(), process.env.PATH ?? '', note);

  afterEach(() => {
    process.env.PATH = path;
  });

  it('are unpacked into the cache, and none is installed when no command is missing', async () => {
    machine();
    assert.equal(has(), false);
    await fetch();
    assert.equal(has(), true);
    assert.equal(readFileSync(etcd(), 'utf8'), 'program\n');
    assert.deepEqual(readdirSync(join(cache(), 'tools')), [debianFolder(cache()).split('/').at(-1)]);
    assert.deepEqual(
      calls().map((call) => call.split(' ')[1]),
      ['update', 'download'],
    );
  });

  it('with a missing command are installed, after an interrupted installation is completed', async () => {
    machine({ complete: false });
    const path = `${folder()}/bin`;
    const missing = missingPackages(path);
    assert.ok(missing.includes('mmdebstrap') && missing.includes('mount'), missing.join(' '));
    await fetchPackages(cache(), path, {}, ignore);
    const [, configure, install] = calls();
    assert.equal(configure, 'dpkg --configure --pending');
    assert.match(install ?? '', new RegExp(`^apt-get install --yes .* ${missing.join(' ')}$`));
  });

  it('that are damaged in the cache are reported, removed and downloaded again', async () => {
    machine();
    await fetch();
    truncateSync(etcd(), 2);
    const notes: string[] = [];
    assert.equal(
      has((text) => notes.push(text)),
      false,
    );
    assert.deepEqual(notes, [
      ' ! The Debian packages in the cache are damaged (usr/bin/etcd has changed) and will be downloaded again.',
    ]);
    await fetch();
    assert.equal(has(), true);
  });

  it('that were not completely unpacked are unpacked again', async () => {
    machine();
    mkdirSync(join(debianFolder(cache()), 'usr', 'bin'), { recursive: true });
    writeFileSync(etcd(), 'half');
    assert.equal(has(), false);
    await fetch();
    assert.equal(readFileSync(etcd(), 'utf8'), 'program\n');
  });

  it('that cannot be downloaded are reported in one line, and leave no files behind', async () => {
    machine({ update: 'echo "E: Could not connect to mirror.example.org" >&2; exit 100' });
    await assert.rejects(fetch(), {
      name: 'Failure',
      message:
        'The Debian packages cannot be installed: apt-get update --quiet ended with status 100: E: Could not connect to mirror.example.org',
    });
    machine({ download: 'echo "E: Unable to locate package etcd-server" >&2; exit 100' });
    await assert.rejects(fetch(), { name: 'Failure', message: /E: Unable to locate package etcd-server$/ });
    assert.deepEqual(readdirSync(join(cache(), 'tools')), []);
  });

  it('leave no files behind when the download is stopped', async () => {
    const pid = join(folder(), 'pid');
    machine({ download: `echo $$ >${pid}; exec sleep 60` });
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    const fetching = fetch(stop.signal);
    const apt = await pidIn(pid);
    stop.abort(reason);
    await assert.rejects(fetching, reason);
    await ended(apt);
    assert.deepEqual(readdirSync(join(cache(), 'tools')), []);
    assert.ok(!existsSync(etcd()));
  });
});
