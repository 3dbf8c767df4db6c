import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { stackDefinitions, stackRules, type StackSettings } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { checkSettings, type Checked, type Raw } from '../../../settings/check';
import { valueOf } from '../../support/unit/recording';

const registry = 'localhost:5001';

function check(raw: Raw): Checked<StackSettings<typeof systems>> {
  return checkSettings(stackDefinitions(systems), 'shared-keys', raw, stackRules(systems)) as ReturnType<
    typeof check
  >;
}

function settingsOf(raw: Raw): StackSettings<typeof systems> {
  const checked = check({ registry, ...raw });
  assert.ok('settings' in checked, JSON.stringify(checked));
  return checked.settings;
}

function errorsOf(raw: Raw): readonly string[] {
  const checked = check(raw);
  return 'errors' in checked ? checked.errors : [];
}

describe('the settings of a stack', () => {
  it('have the documented defaults when only the registry is set', () => {
    assert.deepEqual(settingsOf({}), {
      registry,
      newCluster: false,
      admission: true,
      olderProgram: false,
      nodeAddress: '127.0.0.1',
      systems: ['cryptoserver', 'tokens', 'hotels', 'search'],
      cryptoserver: {
        namespace: 'logaiter',
        replicas: 3,
        images: 'ours',
        keysSeconds: 30,
        createSeconds: 300,
        minimumKeys: 5,
        storage: '1Gi',
        accessMode: 'ReadWriteOnce',
        keepData: true,
      },
      tokens: {
        namespace: 'tokens',
        creatorReplicas: 2,
        verifierReplicas: 3,
        keyGeneration: 1,
        issuer: 'shared-keys',
        maxTtl: 3600,
      },
      hotels: {
        namespace: 'hotels',
        images: 'ours',
        database: 'sqlite',
        dbPath: '/data/hotels.db',
        dbTable: 'hotels',
        replicas: 1,
        rolloutSeconds: 120,
        storage: '1Gi',
        keepData: true,
      },
      search: {
        namespace: 'search',
        images: 'ours',
        replicas: 4,
        refreshSeconds: 3600,
        service: 'LoadBalancer',
        addressSeconds: 60,
      },
    });
  });

  const cryptoserver = (values: object): Raw => ({ cryptoserver: JSON.stringify(values) });
  for (const [raw, name, value] of [
    [{ context: 'kind-dev' }, 'context', 'kind-dev'],
    [{ registry: 'ghcr.io/me/keys' }, 'registry', 'ghcr.io/me/keys'],
    [{ registry: 'registry.example.org:443' }, 'registry', 'registry.example.org:443'],
    [{ platforms: '["linux/amd64","linux/arm64"]' }, 'platforms', ['linux/amd64', 'linux/arm64']],
    [{ nodeAddress: '::1' }, 'nodeAddress', '::1'],
    [{ systems: '["search"]' }, 'systems', ['search']],
  ] as const) {
    it(`accept ${JSON.stringify(raw)}`, () => {
      assert.deepEqual(settingsOf(raw)[name], value);
    });
  }

  for (const [name, given, value = given] of [
    ['replicas', 2],
    ['replicas', '4', 4],
    ['nodePort', 30000],
    ['nodePort', 32767],
    ['keysSeconds', 0],
    ['image', 'quay.io/k8sexercices/fileserver:v1.0'],
    ['image', `localhost:5001/a/b@sha256:${'0'.repeat(64)}`],
    ['createCommand', ['sh', '-c', 'make it']],
    ['accessMode', 'ReadWriteMany'],
    ['storage', '512Mi'],
    ['keepData', false],
    ['keepData', 'true', true],
    ['keepData', 'false', false],
  ] as const) {
    it(`accept ${JSON.stringify(given)} for cryptoserver.${name}`, () => {
      assert.deepEqual(settingsOf(cryptoserver({ [name]: given })).cryptoserver[name], value);
    });
  }

  it('keep the password a secret', async () => {
    const { registryPassword } = settingsOf({ registryUsername: 'me', registryPassword: 'hidden' });
    assert.equal(await pulumi.isSecret(registryPassword!), true);
    assert.equal(await valueOf(registryPassword!), 'hidden');
  });
});

describe('a wrong setting is reported in one line', () => {
  const allowed = {
    registry:
      'a registry host with an optional port and path, without a scheme, such as ghcr.io/me or localhost:5001',
    replicas: 'a whole number from 2 to 100, since 2 replicas must serve at all times',
    command: (example: string) => `a list of at least one word, such as ${example}`,
    namespace: 'the name of a namespace: lower-case letters, digits and dashes, not default and not kube-…',
    image: 'an image reference with a tag or a digest, such as quay.io/k8sexercices/fileserver:v1.0',
  };
  const create = allowed.command('["node", "/app/fileserver/src/main.js", "create"]');
  const serve = allowed.command('["node", "/app/fileserver/src/main.js"]');

  for (const [raw, error] of [
    [{}, `registry is not set: it must be ${allowed.registry}`],
    [{ registry: 'https://ghcr.io' }, `registry is "https://ghcr.io": it must be ${allowed.registry}`],
    [{ registry: 'ghcr.io/me/' }, `registry is "ghcr.io/me/": it must be ${allowed.registry}`],
    [{ registry, context: '' }, 'context is "": it must be the name of a kubeconfig context'],
    [
      { registry, registryUsername: 'me' },
      'registryPassword is not set: it must be set together with registryUsername',
    ],
    [
      { registry, registryPassword: 'pw' },
      'registryUsername is not set: it must be set together with registryPassword',
    ],
    [
      { registry, registryUsername: 'a b', registryPassword: 'pw' },
      'registryUsername is "a b": it must be text without spaces',
    ],
    [
      { registry, registryUsername: 'me', registryPassword: '' },
      'registryPassword is not allowed: it must be text that is not empty',
    ],
    [
      { registry, search: { namespace: 2024 } },
      `search.namespace is 2024, which Pulumi took for a number: it must be ${allowed.namespace}; \`pulumi config set --path --type string search.namespace 2024\` sets it as text`,
    ],
    [
      { registry, tokens: { issuer: true } },
      'tokens.issuer is true, which Pulumi took for true or false: it must be a name or a URL of at most 128 letters, digits and -._~:/; `pulumi config set --path --type string tokens.issuer true` sets it as text',
    ],
    [
      { registry, tokens: { signingKey: 1234567890123456 } },
      'tokens.signingKey is not text but a number: it must be text of 32 to 4096 bytes; set it with `--secret`; `pulumi config set --path --secret --type string tokens.signingKey` sets it as text',
    ],
    [
      { registry, platforms: '["windows/amd64"]' },
      'platforms is "[\\"windows/amd64\\"]": it must be a list of Linux platforms, such as ["linux/amd64", "linux/arm64"]',
    ],
    [
      { registry, nodeAddress: 'http://node' },
      'nodeAddress is "http://node": it must be a host name or an IP address, without scheme and port',
    ],
    [
      { registry, cryptoserver: '3' },
      'cryptoserver is "3": it must be a group of settings, each set by its path, such as `pulumi config set --path cryptoserver.namespace …`',
    ],
    [
      { registry, systems: '["cryptoserver","keys"]' },
      'systems is "[\\"cryptoserver\\",\\"keys\\"]": it must be a list of cryptoserver, tokens, hotels, search',
    ],
    [
      { registry, cryptoserver: '{"image":"mirror.example.org/fileserver:v1.0","images":"published"}' },
      'cryptoserver.image is set: it cannot be combined with `cryptoserver.images: published`',
    ],
    [
      { registry, replica: '3' },
      'replica is not a setting: did you mean cryptoserver.replicas or hotels.replicas or search.replicas?',
    ],
    [{ registry, keyGeneration: '2' }, 'keyGeneration is not a setting: did you mean tokens.keyGeneration?'],
    [
      { registry, tokens: { keyGeneration: 4, oldestGeneration: 5 } },
      'tokens.oldestGeneration is 5: it must be at most 4, so that the verifiers know the key that signs',
    ],
    [{ registry, regstry: 'x' }, 'regstry is not a setting: did you mean registry?'],
    [
      { registry, 'cryptoserver.replicas': '3' },
      'cryptoserver.replicas is not in its group: set it with `pulumi config set --path cryptoserver.replicas …` after `pulumi config rm cryptoserver.replicas`',
    ],
  ] as const) {
    it(`shared-keys:${error}`, () => {
      assert.deepEqual(errorsOf(raw), [`shared-keys:${error}`]);
    });
  }

  for (const [name, value, must] of [
    ['namespace', 'Logaiter', allowed.namespace],
    ['namespace', 'default', allowed.namespace],
    ['namespace', 'kube-system', allowed.namespace],
    ['replicas', 1, allowed.replicas],
    ['replicas', 2.5, allowed.replicas],
    ['replicas', 'three', allowed.replicas],
    ['replicas', 101, allowed.replicas],
    ['replicas', null, allowed.replicas],
    ['image', 'quay.io/k8sexercices/fileserver', allowed.image],
    ['image', '', allowed.image],
    ['createCommand', [], create],
    ['createCommand', 'node main.js', create],
    ['serveCommand', ['node', 7], serve],
    ['keysSeconds', 301, 'a whole number of seconds from 0 to 300'],
    ['keysSeconds', -1, 'a whole number of seconds from 0 to 300'],
    ['createSeconds', 9, 'a whole number of seconds from 10 to 3600'],
    ['minimumKeys', 0, 'a whole number from 1 to 1000'],
    ['keysDigest', 'A'.repeat(64), 'a SHA-256 digest of 64 hexadecimal digits in lower case'],
    ['storageClass', 'Standard!', 'the name of a storage class: lower-case letters, digits, dashes and dots'],
    ['storage', '1GB', 'a size in Mi, Gi or Ti, such as 1Gi'],
    ['images', 'theirs', 'ours or published'],
    ['accessMode', 'ReadOnlyMany', 'ReadWriteOnce or ReadWriteMany'],
    ['nodePort', 8080, 'a whole number from 30000 to 32767'],
    ['keepData', 'yes', 'true or false'],
  ] as const) {
    const error = `shared-keys:cryptoserver.${name} is ${JSON.stringify(value)}: it must be ${must}`;
    it(error, () => {
      assert.deepEqual(errorsOf({ registry, cryptoserver: JSON.stringify({ [name]: value }) }), [error]);
    });
  }

  it('with the most similar names for a misspelt name in a group', () => {
    assert.deepEqual(errorsOf({ registry, cryptoserver: { replcas: 3, servCommand: [] } }), [
      'shared-keys:cryptoserver.replcas is not a setting: did you mean cryptoserver.replicas?',
      'shared-keys:cryptoserver.servCommand is not a setting: did you mean cryptoserver.serveCommand?',
    ]);
  });

  it('with the most similar group for a misspelt group', () => {
    assert.deepEqual(errorsOf({ registry, cryptoserve: { replicas: 3 } }), [
      'shared-keys:cryptoserve is not a setting: did you mean cryptoserver?',
    ]);
  });

  it('with all names when none is similar', () => {
    const [error] = errorsOf({ registry, colour: 'red' });
    assert.match(
      error!,
      /^shared-keys:colour is not a setting: the settings are context, newCluster, .*, cryptoserver\.…, tokens\.…, hotels\.…, search\.…$/,
    );
  });

  it('with all names of the group when none of them is similar', () => {
    assert.deepEqual(errorsOf({ registry, search: { colour: 'red' } }), [
      'shared-keys:search.colour is not a setting: the settings of that group are search.namespace, search.images, search.replicas, search.catalogueUrl, search.refreshSeconds, search.service, search.nodePort, search.addressSeconds',
    ]);
  });

  it('without the value of a secret', () => {
    assert.doesNotMatch(errorsOf({ registryPassword: ['hidden'] }).join('\n'), /hidden/);
  });
});
