import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { builtDigest, pickedNodePort, Recording, registryDigest, revealed, valueOf } from './recording';

describe('the program', () => {
  const project = process.cwd();
  const require = createRequire(__filename);
  const program = require.resolve('../../index');
  let folder: string;

  beforeEach(() => {
    // Away from the project, whose own staged images stay as they are.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'program-'));
    fs.mkdirSync(path.join(folder, 'images/fileserver'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'images/fileserver/Dockerfile'), 'FROM scratch\n');
    process.chdir(folder);
  });

  afterEach(() => {
    process.chdir(project);
    fs.rmSync(folder, { recursive: true });
    pulumi.runtime.setAllConfig({});
  });

  async function run(settings: Record<string, string>) {
    const recording = await new Recording().start();
    const registry = { 'shared-keys:registry': 'localhost:5000' };
    pulumi.runtime.setAllConfig({ ...registry, ...settings });
    // A program runs once when it is loaded; each test loads it anew.
    Reflect.deleteProperty(require.cache, program);
    const exports = require(program) as typeof import('../../index');
    const outputs = await valueOf(pulumi.output({ ...exports }));
    return { recording, outputs };
  }

  it('builds our image, and runs it by digest in the namespace of the documents', async () => {
    const { recording, outputs } = await run({});
    assert.equal(outputs.cryptoserverUrl, `http://127.0.0.1:${pickedNodePort}`);
    assert.equal(outputs.urls.cryptoserver, outputs.cryptoserverUrl);
    assert.deepEqual(outputs.cryptoserver, {
      namespace: 'logaiter',
      service: 'cryptoserver',
      webService: 'cryptoserver-web',
      statefulSet: 'cryptoserver',
      replicas: 3,
      claim: 'cryptodata',
      image: `localhost:5000/shared-keys/fileserver@${builtDigest}`,
    });
    assert.equal(recording.all('pulumi:providers:kubernetes').length, 0);
  });

  it('builds nothing when another image is to run', async () => {
    const image = 'registry.example.org/mirror/fileserver:v1.0';
    const { recording, outputs } = await run({ 'shared-keys:cryptoserver': JSON.stringify({ image }) });
    assert.equal(recording.all('docker-build:index:Image').length, 0);
    assert.equal(outputs.cryptoserver?.image, image);
    const { containers } = recording.one('kubernetes:apps/v1:StatefulSet').inputs.spec.template.spec;
    assert.equal(containers[0].command[5], 'dotnet');
  });

  it('runs the images of the documents by the digest that their tags have, by one setting of a system', async () => {
    const { recording, outputs } = await run({ 'shared-keys:cryptoserver': '{"images":"published"}' });
    assert.equal(recording.all('docker-build:index:Image').length, 0);
    assert.equal(outputs.cryptoserver?.image, `quay.io/k8sexercices/fileserver:v1.0@${registryDigest}`);
    const { containers } = recording.one('kubernetes:apps/v1:StatefulSet').inputs.spec.template.spec;
    assert.equal(containers[0].command[5], 'dotnet');
  });

  it('deploys and builds only the systems that the stack has', async () => {
    const { recording, outputs } = await run({ 'shared-keys:systems': '["cryptoserver"]' });
    assert.deepEqual(
      recording.all('shared-keys:index:SystemNamespace').map(({ name }) => name),
      ['cryptoserver'],
    );
    assert.deepEqual(Object.keys(outputs.urls), ['cryptoserver']);
  });

  it('deploys to the context that is set, with everything', async () => {
    const { recording } = await run({ 'shared-keys:context': 'kind-dev' });
    assert.equal(recording.one('pulumi:providers:kubernetes').inputs.context, 'kind-dev');
    for (const resource of recording.resources.filter(({ type }) => type.startsWith('kubernetes:'))) {
      assert.match(resource.provider, /::cluster::/, resource.name);
    }
  });

  it('pushes as the user who is set, whose password stays a secret', async () => {
    const { recording } = await run({
      'shared-keys:registryUsername': 'me',
      'shared-keys:registryPassword': 'hidden',
    });
    const { registries } = recording.one('docker-build:index:Image').inputs;
    assert.deepEqual(revealed(registries), [
      { address: 'localhost:5000', username: 'me', password: 'hidden' },
    ]);
  });

  it('creates nothing when a setting is wrong', async () => {
    const recording = await new Recording().start();
    pulumi.runtime.setAllConfig({ 'shared-keys:cryptoserver': '{"replicas":1}' });
    Reflect.deleteProperty(require.cache, program);
    assert.throws(() => require(program) as unknown, /cryptoserver\.replicas is 1: it must be/);
    assert.deepEqual(recording.resources, []);
  });
});
