import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { BuiltImage } from '../../../components/images/built-image';
import type { BuiltImageArgs } from '../../../components/images/built-image';
import { builtDigest, Recording, valueOf } from '../../support/unit/recording';

describe('a built image', () => {
  const project = process.cwd();
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'built-image-'));
    fs.mkdirSync(path.join(folder, 'images/keys'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'images/keys/Dockerfile'), 'FROM scratch\n');
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(project);
    fs.rmSync(folder, { recursive: true });
  });

  async function make(args: Partial<BuiltImageArgs> = {}) {
    const recording = await new Recording().start();
    const component = new BuiltImage('keys', { registry: 'localhost:5000', ...args }, recording.watch);
    const ref = await valueOf(component.ref);
    const image = recording.one('docker-build:index:Image');
    return { ref, inputs: image.inputs, opts: recording.optionsOf(image) };
  }

  it('is referenced by digest, without its tag', async () => {
    assert.equal((await make()).ref, `localhost:5000/shared-keys/keys@${builtDigest}`);
  });

  it('is built from a copy of its sources with a relative path, and pushed, but not in a preview', async () => {
    const { inputs } = await make();
    assert.deepEqual(inputs.context, { location: '.build/keys' });
    assert.deepEqual(inputs.dockerfile, { location: '.build/keys/Dockerfile' });
    assert.ok(fs.existsSync('.build/keys/Dockerfile'));
    assert.deepEqual([inputs.buildOnPreview, inputs.network], [false, 'default']);
    assert.match(inputs.exports[0].raw, /^type=registry,/);
  });

  it('has the same times in every build, without which no two digests are equal', async () => {
    const { inputs } = await make();
    assert.equal(inputs.buildArgs.SOURCE_DATE_EPOCH, '0');
    assert.match(inputs.exports[0].raw, /,rewrite-timestamp=true$/);
  });

  it('takes builder, platforms, caches and login from the Docker client', async () => {
    const { inputs } = await make();
    for (const left of ['builder', 'platforms', 'cacheFrom', 'cacheTo', 'registries', 'exec']) {
      assert.equal(inputs[left], undefined, left);
    }
  });

  it('has a tag that changes only with its sources', async () => {
    const tag = async () => (await make()).inputs.tags as string[];
    const [first] = await tag();
    assert.match(first!, /^localhost:5000\/shared-keys\/keys:[0-9a-f]{12}$/);
    assert.deepEqual(await tag(), [first]);
    fs.appendFileSync('images/keys/Dockerfile', 'LABEL a=b\n');
    assert.notDeepEqual(await tag(), [first]);
  });

  it('is built for the given platforms', async () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    assert.deepEqual((await make({ platforms })).inputs.platforms, platforms);
  });

  it('logs in to the host of the registry', async () => {
    const login = { username: 'me', password: 'hidden' };
    const { inputs } = await make({ registry: 'ghcr.io/me', login });
    assert.deepEqual(inputs.registries, [{ address: 'ghcr.io', ...login }]);
    assert.match(inputs.tags[0], /^ghcr\.io\/me\/shared-keys\/keys:/);
  });

  it('stays in the registry when the stack is destroyed, since other stacks may run the same digest', async () => {
    assert.equal((await make()).opts.retainOnDelete, true);
  });

  it('has a context with several folders side by side when it is built from them', async () => {
    fs.mkdirSync('images/server/tests', { recursive: true });
    fs.writeFileSync('images/server/serve.py', 'serve()');
    fs.writeFileSync('images/server/tests/test.py', 'test()');
    fs.writeFileSync('images/server/.dockerignore', 'tests');
    await make();
    const { inputs } = await make({ with: ['server'] });
    assert.deepEqual(inputs.context, { location: '.build/keys' });
    assert.deepEqual(inputs.dockerfile, { location: '.build/keys/keys/Dockerfile' });
    const staged = fs.readdirSync('.build/keys', { recursive: true });
    assert.deepEqual(staged.sort(), [
      'keys',
      'keys/Dockerfile',
      'server',
      'server/.dockerignore',
      'server/serve.py',
    ]);

    fs.writeFileSync('images/server/serve.py', 'serve(better)');
    assert.notDeepEqual((await make({ with: ['server'] })).inputs.tags, inputs.tags);
  });

  it('is refused when its folder has no Dockerfile', async () => {
    fs.rmSync('images/keys/Dockerfile');
    await assert.rejects(make(), /images\/keys has no Dockerfile/);
  });
});
