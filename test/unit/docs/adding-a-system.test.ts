import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { deployStack } from '../../../components/stack';
import type { System } from '../../../components/system';
import { textOf } from '../../support/unit/documents';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { builtDigest, pickedNodePort, Recording, valueOf } from '../../support/unit/recording';

/** The files of the example: a path in backticks, then the next block of code. */
function filesIn(page: string): ReadonlyMap<string, string> {
  const blocks = [...page.matchAll(/`(dice\/\w+\.ts)`[^]*?^```ts\n([^]*?)^```$/gm)];
  return new Map(blocks.map(([, file = '', code = '']) => [file, code]));
}

describe('docs/adding-a-system.md', () => {
  const project = process.cwd();
  let folder: string;
  let cluster: FakeCluster;
  before(async () => {
    cluster = await FakeCluster.start();
  });
  after(() => cluster.stop());
  beforeEach(() => {
    // Within the project, whose packages the example imports.
    fs.mkdirSync(join(project, '.build'), { recursive: true });
    folder = fs.mkdtempSync(join(project, '.build', '.example-'));
  });
  afterEach(() => {
    process.chdir(project);
    fs.rmSync(folder, { recursive: true });
    pulumi.runtime.setAllConfig({});
  });

  it('has an example that is deployed when it is added to the list', async () => {
    const files = filesIn(textOf('docs/adding-a-system.md'));
    assert.deepEqual([...files.keys()], ['dice/settings.ts', 'dice/dice.ts', 'dice/deploy.ts']);
    for (const [file, code] of files) {
      fs.mkdirSync(join(folder, dirname(file)), { recursive: true });
      // The example is written for a folder in components/.
      const placed = code.replaceAll(/'(\.\.\/[^']+)'/g, (_, path: string) =>
        JSON.stringify(resolve(project, 'components', 'dice', path)),
      );
      fs.writeFileSync(join(folder, file), placed);
    }
    const load = createRequire(join(folder, 'dice', 'index.js'));
    const { diceSettings } = load('./settings') as { diceSettings: System['settings'] };
    const { deployDice } = load('./deploy') as { deployDice: System['deploy'] };
    const dice = { name: 'dice', settings: diceSettings, deploy: deployDice } satisfies System;
    fs.mkdirSync(join(folder, 'images', 'dice'), { recursive: true });
    fs.writeFileSync(join(folder, 'images', 'dice', 'Dockerfile'), 'FROM scratch\n');
    process.chdir(folder);

    const recording = await new Recording().start();
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000' });
    const outputs = await valueOf(pulumi.output(await deployStack([dice], cluster.environment)));
    assert.deepEqual(outputs, {
      urls: { dice: `http://127.0.0.1:${pickedNodePort}` },
      deployed: { program: 2 },
      dice: {
        namespace: 'dice',
        deployment: 'dice',
        image: `localhost:5000/shared-keys/dice@${builtDigest}`,
      },
    });
    const { spec } = recording.one('kubernetes:apps/v1:Deployment').inputs;
    assert.equal(spec.replicas, 2);
  });
});
