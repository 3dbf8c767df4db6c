import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { madeInNamespaces } from '../../../components/preflight/rights';
import { FakeCluster } from '../../support/unit/fake-cluster';
import {
  builtDigest,
  pickedAddress,
  pickedNodePort,
  Recording,
  registryDigest,
  revealed,
  valueOf,
} from '../../support/unit/recording';

/** The folders of our images. */
const images = [
  'creator',
  'fileserver',
  'hotels-backend',
  'hotels-frontend',
  'keycreator',
  'postgres',
  'search',
  'verifier',
];

describe('the program', () => {
  const project = process.cwd();
  const require = createRequire(__filename);
  const program = require.resolve('../../../index');
  const { KUBECONFIG: ownKubeconfig } = process.env;
  let folder: string;
  let cluster: FakeCluster;

  before(async () => {
    cluster = await FakeCluster.start();
    process.env.KUBECONFIG = cluster.kubeconfig;
  });

  after(() => {
    if (ownKubeconfig === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = ownKubeconfig;
    return cluster.stop();
  });

  beforeEach(() => {
    // In a temporary folder: the staged images of the project must not change.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'program-'));
    for (const name of [...images, 'http-service', 'node-service', 'tokens']) {
      fs.mkdirSync(path.join(folder, 'images', name), { recursive: true });
      fs.writeFileSync(path.join(folder, 'images', name, 'Dockerfile'), 'FROM scratch\n');
    }
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
    const main = require(program) as () => Promise<object>;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test asserts the outputs that it expects
    const outputs: any = await valueOf(pulumi.output(await main()));
    return { recording, outputs };
  }

  const built = (recording: Recording) =>
    recording
      .all('docker-build:index:Image')
      .map(({ name }) => name.replace(/-image$/, ''))
      .sort();

  it('deploys all systems, each in its own namespace, and exports their URLs', async () => {
    const { recording, outputs } = await run({});
    assert.deepEqual(
      recording.all('kubernetes:core/v1:Namespace').map(({ inputs }) => inputs.metadata.name as string),
      ['logaiter', 'tokens', 'hotels', 'search'],
    );
    const node = `http://127.0.0.1:${pickedNodePort}`;
    assert.deepEqual(outputs.urls, {
      cryptoserver: node,
      creator: node,
      verifier: node,
      hotels: node,
      search: `http://${pickedAddress}:8000`,
    });
  });

  it('builds our images, and the image of the database only when a setting selects it', async () => {
    const all = await run({});
    assert.deepEqual(
      built(all.recording),
      images.filter((name) => name !== 'postgres'),
    );
    const withDatabase = await run({ 'shared-keys:hotels': '{"database":"postgresql"}' });
    assert.deepEqual(built(withDatabase.recording), images);
  });

  it('makes only kinds for which the rights of the user are asked', async () => {
    const { recording } = await run({ 'shared-keys:hotels': '{"database":"postgresql"}' });
    const made = new Set(
      recording.resources
        .filter(({ type }) => type.startsWith('kubernetes:'))
        .map(({ type }) => type.split(':').at(-1)!.toLowerCase())
        .filter((kind) => kind !== 'namespace' && !kind.startsWith('validatingadmission')),
    );
    // The name of a kind in the API is its plural.
    const asked = madeInNamespaces.flatMap(({ resources }) => resources);
    const unasked = [...made].filter((kind) => !asked.some((one) => one.startsWith(kind.replace(/y$/, ''))));
    assert.deepEqual(unasked, []);
    assert.equal(made.size, asked.length);
  });

  it('runs the cryptoserver by digest, under the name in the source document', async () => {
    const { recording, outputs } = await run({});
    assert.deepEqual(outputs.cryptoserver, {
      namespace: 'logaiter',
      service: 'cryptoserver',
      webService: 'cryptoserver-web',
      statefulSet: 'cryptoserver',
      replicas: 3,
      claim: 'cryptodata',
      image: `localhost:5000/shared-keys/fileserver@${builtDigest}`,
    });
    assert.deepEqual(recording.all('pulumi:providers:docker'), []);
  });

  it('builds no image of the cryptoserver when a setting names another one', async () => {
    const image = 'registry.example.org/mirror/fileserver:v1.0';
    const { recording, outputs } = await run({ 'shared-keys:cryptoserver': JSON.stringify({ image }) });
    assert.ok(!built(recording).includes('fileserver'));
    assert.equal(outputs.cryptoserver.image, image);
    const { containers } = recording.one('kubernetes:apps/v1:StatefulSet').inputs.spec.template.spec;
    assert.equal(containers[0].command[5], 'dotnet');
  });

  it('runs the published images by the digests of their tags, by one setting of a system', async () => {
    const published = '{"images":"published"}';
    const { recording, outputs } = await run({
      'shared-keys:cryptoserver': published,
      'shared-keys:hotels': published,
      'shared-keys:search': published,
    });
    assert.deepEqual(built(recording), ['creator', 'keycreator', 'verifier']);
    const runs = (type: string, name: string): string[] =>
      recording
        .one(type, name)
        .inputs.spec.template.spec.containers.map(({ image }: { image: string }) => image);
    assert.deepEqual(runs('kubernetes:apps/v1:StatefulSet', 'cryptoserver-replicas'), [
      `quay.io/k8sexercices/fileserver:v1.0@${registryDigest}`,
    ]);
    assert.deepEqual(runs('kubernetes:apps/v1:Deployment', 'hotels-pods').sort(), [
      `ghcr.io/go-elevate/k8s4arch-hotels-backend:slim@${registryDigest}`,
      `ghcr.io/go-elevate/k8s4arch-hotels-frontend:slim@${registryDigest}`,
    ]);
    assert.deepEqual(runs('kubernetes:apps/v1:Deployment', 'search-replicas'), [
      `docker.io/jonhyble/romo_valadez_kubernetes:1.0@${registryDigest}`,
    ]);
    assert.equal(outputs.cryptoserver.image, `quay.io/k8sexercices/fileserver:v1.0@${registryDigest}`);
  });

  it('deploys and builds only the selected systems', async () => {
    const { recording, outputs } = await run({ 'shared-keys:systems': '["cryptoserver"]' });
    assert.deepEqual(
      recording.all('shared-keys:index:SystemNamespace').map(({ name }) => name),
      ['cryptoserver'],
    );
    assert.deepEqual(built(recording), ['fileserver']);
    assert.deepEqual(Object.keys(outputs), ['cryptoserver', 'urls', 'deployed']);
    assert.deepEqual(Object.keys(outputs.urls), ['cryptoserver']);
  });

  it('deploys everything to the selected kubeconfig context', async () => {
    cluster.writeKubeconfig('kind-dev');
    const { recording } = await run({ 'shared-keys:context': 'kind-dev' });
    assert.equal(recording.one('pulumi:providers:kubernetes').inputs.context, 'kind-dev');
    for (const resource of recording.resources.filter(({ type }) => type.startsWith('kubernetes:'))) {
      assert.match(resource.provider, /::cluster::/, resource.name);
    }
  });

  it('pushes as the configured user, whose password stays secret', async () => {
    const { recording } = await run({
      'shared-keys:registryUsername': 'me',
      'shared-keys:registryPassword': 'hidden',
    });
    const { registries } = recording.one('docker-build:index:Image', 'search-image').inputs;
    assert.deepEqual(revealed(registries), [
      { address: 'localhost:5000', username: 'me', password: 'hidden' },
    ]);
  });

  for (const [wrong, message] of [
    ['"replicas":1', 'replicas is 1: it must be a whole number from 2 to 100'],
    ['"image":"a.example/b:1","images":"published"', 'image is set: it cannot be combined'],
  ]) {
    it(`creates nothing when cryptoserver.${message}`, () =>
      assertCreatesNothing('cryptoserver', wrong!, message!));
  }

  for (const [wrong, message] of [
    ['"replicas":"2"', 'replicas is 2: it must be 1 with `database: sqlite`'],
    ['"database":"postgresql","images":"published"', 'database is postgresql: it cannot be combined'],
  ]) {
    it(`creates nothing when hotels.${message}`, () => assertCreatesNothing('hotels', wrong!, message!));
  }

  async function assertCreatesNothing(system: string, wrong: string, message: string): Promise<void> {
    const recording = await new Recording().start();
    pulumi.runtime.setAllConfig({
      'shared-keys:registry': 'localhost:5000',
      [`shared-keys:${system}`]: `{${wrong}}`,
    });
    const main = require(program) as () => Promise<object>;
    await assert.rejects(main(), (error: Error) =>
      error.message.startsWith(`shared-keys:${system}.${message}`),
    );
    assert.deepEqual(recording.resources, []);
  }
});
