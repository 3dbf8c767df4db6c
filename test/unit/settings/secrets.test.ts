import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { loadStackSettings, type StackSettings } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { Recording, valueOf } from '../../support/unit/recording';

const url = 'http://reader:PASS@a.example/entries';
const secure = { secure: 'v1:encrypted' };
const able =
  'only registryPassword, tokens.signingKey, tokens.previousSigningKey, search.catalogueUrl can be';

/** What a stack has of settings: their values, and which of them Pulumi says to be secrets or to hold one. */
interface Configuration {
  readonly values: Readonly<Record<string, unknown>>;
  readonly secrets?: readonly string[];
  /** What is in the file of the stack; default: it has no file. */
  readonly file?: object;
}

describe('a setting that is set as a secret', () => {
  const original = process.cwd();
  let folder: string;
  before(async () => {
    await new Recording().start();
    folder = mkdtempSync(join(tmpdir(), 'shared-keys-secrets-'));
    process.chdir(folder);
  });
  after(() => {
    process.chdir(original);
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
    rmSync('Pulumi.test.yaml', { force: true });
  });

  const named = (values: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`shared-keys:${name}`, value]));

  function load({ values, secrets = [], file }: Configuration): StackSettings<typeof systems> {
    const texts = Object.entries({ registry: 'localhost:5001', ...values }).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(
      named(Object.fromEntries(texts) as object) as Record<string, string>,
      secrets.map((name) => `shared-keys:${name}`),
    );
    if (file) writeFileSync('Pulumi.test.yaml', JSON.stringify({ config: named(file) }));
    return loadStackSettings(systems);
  }

  function refused(configuration: Configuration): string[] {
    try {
      load(configuration);
    } catch (error) {
      assert.ok(pulumi.RunError.isInstance(error), String(error));
      return error.message.split('\n').map((line) => line.replace(/^shared-keys:/, ''));
    }
    return assert.fail('it is not refused');
  }

  const shownInClear = (name: string): string =>
    `${name} is set as a secret, but would be shown in clear: ${able}; \`pulumi config set --path ${name} …\` sets it as plain text`;

  for (const [kind, configuration] of [
    ['with its file', { file: { search: { catalogueUrl: secure, replicas: 3 } } }],
    ['without its file', {}],
  ] as const) {
    it(`stays one beside plain settings of its group, ${kind}`, async () => {
      const values = { search: { catalogueUrl: url, replicas: 3 } };
      const { catalogueUrl, replicas } = load({ values, secrets: ['search'], ...configuration }).search;
      assert.equal(replicas, 3);
      assert.equal(await pulumi.isSecret(catalogueUrl!), true);
      assert.equal(await valueOf(catalogueUrl!), url);
    });
  }

  it('stays one also where plain text would do', async () => {
    const values = { search: { catalogueUrl: 'http://a.example/entries' } };
    const { catalogueUrl } = load({ values }).search;
    assert.equal(await pulumi.isSecret(catalogueUrl!), true);
  });

  for (const [title, name, configuration] of [
    ['a setting of the whole stack', 'nodeAddress', { values: { nodeAddress: 'HIDDEN' } }],
    ['a list', 'platforms', { values: { platforms: ['linux/amd64'] } }],
    ['the only setting of its group', 'hotels.dbTable', { values: { hotels: { dbTable: 'hidden' } } }],
    [
      'one of several in its group',
      'hotels.dbTable',
      {
        values: { hotels: { dbTable: 'hidden', replicas: 1 } },
        file: { hotels: { dbTable: secure, replicas: 1 } },
      },
    ],
    [
      'a word of a list',
      'cryptoserver.createCommand',
      {
        values: { cryptoserver: { replicas: 3, createCommand: ['make', 'hidden'] } },
        file: { cryptoserver: { replicas: 3, createCommand: ['make', secure] } },
      },
    ],
    [
      'one in a group in which another can be a secret',
      'tokens.issuer',
      {
        values: { tokens: { issuer: 'hidden', signingKey: 'a key of more than thirty-two bytes' } },
        file: { tokens: { issuer: secure, signingKey: secure } },
      },
    ],
    [
      'one in a group that is set as a whole',
      'search.namespace',
      { values: { search: { namespace: 'hidden', catalogueUrl: url } }, file: { search: secure } },
    ],
  ] as const) {
    it(`is refused where it cannot stay one: ${title}`, () => {
      const secrets = [name.split('.')[0]!];
      assert.deepEqual(refused({ secrets, ...configuration }), [shownInClear(name)]);
    });
  }

  for (const [title, file] of [
    ['there is no file', undefined],
    ['another file is used', { hotels: { dbTable: secure, replicas: 2 } }],
    ['the file lacks a value', { hotels: { dbTable: secure } }],
  ] as const) {
    it(`is refused with all that it may be when ${title}`, () => {
      const values = { hotels: { dbTable: 'hidden', replicas: 1 } };
      assert.deepEqual(refused({ values, secrets: ['hotels'], ...(file && { file }) }), [
        `hotels.dbTable or hotels.replicas is set as a secret, but would be shown in clear: ${able}; \`pulumi config set --path hotels.… …\` sets it as plain text`,
      ]);
    });
  }

  it('is not shown by any error', () => {
    const group = (value: unknown): Configuration => ({ values: { hotels: value }, secrets: ['hotels'] });
    for (const configuration of [
      { values: { nodeAddress: 'http://4242' }, secrets: ['nodeAddress'] },
      { values: { cryptoserver: '"4242"' }, secrets: ['cryptoserver'] },
      group({ dbTable: '4242-' }),
      group({ dbTable: 4242 }),
      group({ replicas: '4242' }),
      group({ replicas: 20, dbPath: '4242' }),
      { values: { search: { catalogueUrl: 'ftp://me:4242@a.example/' } } },
    ]) {
      const lines = refused(configuration).join('\n');
      assert.ok(lines !== '' && !lines.includes('4242'), lines);
    }
  });

  it('is asked for where a URL holds a password', () => {
    const line =
      'search.catalogueUrl holds a user or a password, and is not set as a secret: `pulumi config set --path --secret search.catalogueUrl` asks for it, and encrypts it';
    for (const catalogueUrl of [url, 'https://TOKEN@a.example', 'http://:PASS@a.example'])
      assert.deepEqual(refused({ values: { search: { catalogueUrl } } }), [line], catalogueUrl);
    // Another setting of the group is the secret.
    const values = { search: { catalogueUrl: url, namespace: 'hidden' } };
    const file = { search: { catalogueUrl: url, namespace: secure } };
    assert.deepEqual(refused({ values, secrets: ['search'], file }), [
      shownInClear('search.namespace'),
      line,
    ]);
  });

  for (const catalogueUrl of [
    'http://a.example',
    'https://a.example:8443/entries?key=a@b',
    'http://[::1]:8080/entries',
    'http://reader:p%2Fss@a.example/entries',
  ]) {
    it(`can be ${catalogueUrl}`, async () => {
      const settings = load({ values: { search: { catalogueUrl } }, secrets: ['search'] });
      assert.equal(await valueOf(settings.search.catalogueUrl!), catalogueUrl);
    });
  }

  for (const catalogueUrl of [
    'ftp://a.example',
    'http://',
    'http://a.example:port/',
    'http://me:p/w@a.example/',
  ]) {
    it(`cannot be ${catalogueUrl}`, () => {
      assert.deepEqual(refused({ values: { search: { catalogueUrl } }, secrets: ['search'] }), [
        'search.catalogueUrl is not allowed: it must be an http or https URL; a user and a password in it are percent-encoded',
      ]);
    });
  }
});
