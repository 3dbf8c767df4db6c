import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { deployStack } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { judge } from '../../../policy/judge';
import { kinds, type Manifest } from '../../../policy/rule';
import { rules, stackRules } from '../../../policy/rules';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

describe('the rules and the objects of the stack', () => {
  const project = process.cwd();
  let folder: string;
  let cluster: FakeCluster;
  before(async () => {
    cluster = await FakeCluster.start();
    // In a temporary folder: the staged images of the project must not change.
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'policy-'));
    for (const image of fs.readdirSync('images')) {
      fs.mkdirSync(path.join(folder, 'images', image), { recursive: true });
      fs.writeFileSync(path.join(folder, 'images', image, 'Dockerfile'), 'FROM scratch\n');
    }
    process.chdir(folder);
  });
  after(() => {
    process.chdir(project);
    fs.rmSync(folder, { recursive: true });
    pulumi.runtime.setAllConfig({});
    return cluster.stop();
  });

  async function deploy(settings: Readonly<Record<string, object>>): Promise<Recording> {
    const recording = await new Recording().start();
    const groups = Object.entries(settings).map(([group, values]) => [
      `shared-keys:${group}`,
      JSON.stringify(values),
    ]);
    pulumi.runtime.setAllConfig({
      'shared-keys:registry': 'localhost:5000',
      ...(Object.fromEntries(groups) as Record<string, string>),
    });
    await deployStack(systems, cluster.environment);
    await pulumi.runtime.disconnect();
    return recording;
  }

  /** What the rules find, each a line. */
  function findings({ resources }: Recording): string[] {
    const objects = resources.map(({ type, name, inputs }) => ({ type, name, props: inputs as Manifest }));
    return [
      ...objects.flatMap(({ name, props }) =>
        rules.flatMap((rule) => judge(rule, props)).map(({ rule, message }) => `${name} ${rule}: ${message}`),
      ),
      ...stackRules.flatMap(({ name, judge }) =>
        judge(objects).map(({ resource, message }) => `${resource} ${name}: ${message}`),
      ),
    ];
  }

  const variants: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    'by default': {},
    'with PostgreSQL and several replicas of the hotels': { hotels: { database: 'postgresql', replicas: 3 } },
    'with published images': {
      cryptoserver: {
        images: 'published',
        createCommand: ['node', 'create'],
        serveCommand: ['node', 'serve'],
      },
      hotels: { images: 'published' },
      search: { images: 'published' },
    },
    'with other node ports and more replicas': {
      cryptoserver: { nodePort: 30080, replicas: 5 },
      tokens: { creatorReplicas: 5, verifierReplicas: 6 },
      search: { replicas: 8 },
    },
    'in the second generation of the key': { tokens: { keyGeneration: 2 } },
  };
  for (const [what, settings] of Object.entries(variants))
    it(`agree ${what}`, async () => {
      const recording = await deploy(settings);
      assert.deepEqual(findings(recording), []);
    });

  it('meet: every kind of object in the stack is judged by a rule', async () => {
    const { resources } = await deploy({ hotels: { database: 'postgresql' } });
    const deployed = resources
      .map(({ inputs }) => (inputs as Manifest).kind)
      .filter((kind) => typeof kind === 'string');
    assert.deepEqual([...new Set(deployed)].sort(), Object.keys(kinds).sort());
  });

  it('do not agree when a workload has fewer replicas than its system promises', async () => {
    const recording = await deploy({ search: { replicas: 2 } });
    assert.deepEqual(findings(recording), [
      'search-replicas promised-replicas: api-search has fewer than 4 replicas',
    ]);
  });
});
