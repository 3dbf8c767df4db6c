import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { buildModel } from '../../../graph/build';
import { asTheyAre, stable } from '../../../graph/naming';
import { readObjects } from '../../../graph/read';
import { svgOf } from '../../../graph/svg';
import { structureOf } from '../../support/graph';
import { eventually } from '../../support/live/conditions';
import { live } from '../../support/live/live';
import { projectFolder, SelectedStack } from '../../support/live/pulumi';
import { skip } from '../../support/skip';

/** How the picture is made anew. */
const command = 'npm run graph -- docs/graph.svg --stable';

describe('The picture of the stack', function () {
  this.timeout(120_000);
  let stack: SelectedStack;
  before(function () {
    // The picture in the documentation is that of the settings in Pulumi.dev.yaml.
    const selected = live.stack;
    if (!(selected instanceof SelectedStack) || selected.name !== 'dev') skip(this, 'the stack is not `dev`');
    stack = selected;
  });
  const draw = async (naming: typeof stable): Promise<string> => {
    const { cluster } = live;
    const kubectl = (args: readonly string[]): Promise<string> => cluster.kubectl(args);
    return svgOf(buildModel(await readObjects({ kubectl }, stack, stack.name), naming));
  };

  it(`in docs/graph.svg shows what runs; if not: ${command}`, async () => {
    const lines = (svg: string): string[] => structureOf(svg).map((drawn) => drawn.join(' | '));
    const documented = lines(readFileSync(join(projectFolder, 'docs', 'graph.svg'), 'utf8'));
    // A pod that an earlier test has replaced may still be ending.
    await eventually('the stack is as in docs/graph.svg', async () => {
      const found = lines(await draw(stable));
      const onlyIn = (some: readonly string[], others: readonly string[]): string[] =>
        some.filter((line) => !others.includes(line));
      const differences = { gone: onlyIn(documented, found), added: onlyIn(found, documented) };
      assert.deepEqual(differences, { gone: [], added: [] }, JSON.stringify(differences, undefined, 2));
      assert.deepEqual(found, documented);
    });
  });

  it('has no value of any Secret', async () => {
    const svg = await draw(asTheyAre);
    const namespaces = new Set(
      (await stack.resources())
        .map(({ outputs }) => outputs.metadata as { readonly namespace?: string } | undefined)
        .flatMap((metadata) => metadata?.namespace ?? []),
    );
    let values = 0;
    for (const namespace of namespaces) {
      const { items } = await live.cluster.read<{ items: readonly { data?: Record<string, string> }[] }>(
        `/api/v1/namespaces/${namespace}/secrets`,
      );
      for (const value of items.flatMap(({ data = {} }) => Object.values(data))) {
        values += 1;
        assert.ok(!svg.includes(value) && !svg.includes(Buffer.from(value, 'base64').toString()), namespace);
      }
    }
    assert.ok(values > 0, 'the stack has a Secret');
  });
});
