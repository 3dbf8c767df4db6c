import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { debianFolder } from '../../../local/toolchain/debian';
import { writeManifest } from '../../../local/toolchain/manifest';
import { ensureToolchain, findToolchain } from '../../../local/toolchain/toolchain';
import { clusterTools, moduleFolder, pulumiTools } from '../../../local/toolchain/tools';
import { Steps } from '../../../local/host/steps';
import { fakeCommand, pathsIn, scratchFolder } from '../../support/unit/local';

/** A fake `go` that prints its version and builds one file for each module, except for the failing ones. */
const fakeGo = (failing: string): string => `
tool=$(basename "$PWD")
case "$1" in
  env) echo go1.26.8 ;;
  list) case "$*" in *"{{.Dir}}"*) echo "$PWD" ;; *) echo package ;; esac ;;
  build)
    echo "$tool" >>"$HOME/built"
    case "$tool" in ${failing}) echo "main.go:1: no" >&2; exit 1 ;; esac
    while [ "$1" != -o ]; do shift; done
    echo built >"$2/$tool" ;;
esac`;

describe('the tools', () => {
  const folder = scratchFolder();
  const names = [...clusterTools, ...pulumiTools].map((tool) => tool.name);
  const before = { PATH: process.env.PATH, HOME: process.env.HOME };
  let shown = '';
  const steps = (): Steps =>
    new Steps({ write: (text: string) => (shown += text) } as unknown as NodeJS.WriteStream);
  const built = (): string[] => {
    const file = join(folder(), 'built');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').sort() : [];
  };
  const ensure = (): ReturnType<typeof ensureToolchain> => ensureToolchain(pathsIn(folder()), steps(), {});
  const find = (): ReturnType<typeof findToolchain> => findToolchain(pathsIn(folder()), {});

  beforeEach(() => {
    shown = '';
    const paths = pathsIn(folder());
    for (const tool of [...clusterTools, ...pulumiTools]) {
      const module = moduleFolder(paths.project, tool);
      mkdirSync(module, { recursive: true });
      writeFileSync(join(module, 'go.mod'), `module ${tool.name}\n`);
      for (const { path } of Object.values(tool.embedded)) {
        mkdirSync(dirname(join(module, path)), { recursive: true });
        writeFileSync(join(module, path), '{}');
      }
    }
    const etcd = join(debianFolder(paths.cache), 'usr', 'bin', 'etcd');
    mkdirSync(dirname(etcd), { recursive: true });
    writeFileSync(etcd, 'etcd');
    writeManifest(debianFolder(paths.cache), ['usr/bin']);
    fakeCommand(folder(), 'go', fakeGo('none'));
    for (const name of ['conntrack', 'ip', 'ipset', 'iptables', 'mmdebstrap', 'mount'])
      fakeCommand(folder(), name, '');
    process.env.HOME = folder();
    process.env.PATH = `${folder()}/bin:/usr/bin:/bin`;
  });
  afterEach(() => {
    Object.assign(process.env, before);
  });

  it('are found only after they are built', async () => {
    assert.equal(await find(), undefined);
    const made = await ensure();
    assert.deepEqual(built(), [...names].sort());
    for (const name of names) assert.match(shown, new RegExp(`^ ✓ Building ${name} · `, 'm'));
    assert.deepEqual(await find(), made);
    assert.ok(existsSync(join(made.kubernetes, 'kubectl')));
    assert.ok(made.pulumi);
  });

  it('are built once', async () => {
    const made = await ensure();
    shown = '';
    assert.deepEqual(await ensure(), made);
    assert.equal(shown, '');
    assert.equal(built().length, names.length);
  });

  it('are built again only when they are damaged or their sources have changed', async () => {
    const made = await ensure();
    rmSync(join(made.pause, 'pause'));
    writeFileSync(join(pathsIn(folder()).project, 'local', 'tools', 'buildkit', 'go.mod'), 'module new\n');
    await ensure();
    assert.deepEqual(built(), [...names, 'buildkit', 'pause'].sort());
    assert.match(
      shown,
      /^ ! pause in the cache is damaged \(bin\/pause is missing\) and will be built again\.$/m,
    );
  });

  it('fail with the error of the first that cannot be built, and the other builds stop', async () => {
    fakeCommand(folder(), 'go', fakeGo('pause | pulumi'));
    await assert.rejects(ensure(), {
      name: 'Failure',
      message: /^go build -v ended with status 1: main\.go:1: no/,
    });
    assert.ok(!shown.includes('✓ Building'));
    const left = readdirSync(join(pathsIn(folder()).cache, 'tools'));
    assert.deepEqual(
      left.filter((name) => !name.startsWith('debian-')),
      [],
    );
  });
});
