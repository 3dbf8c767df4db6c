import assert from 'node:assert/strict';

import { network, nodePorts, ports } from '../../../local/cluster/layout';
import { clusterParts } from '../../../local/cluster/parts';
import { projectPaths, textOf } from '../../support/unit/documents';
import { layoutIn } from '../../support/unit/local';

const page = textOf('docs/local-cluster.md');

/** The text under a heading. */
function section(heading: string): string {
  return new RegExp(`^## ${heading}$([^]*?)^## `, 'm').exec(page)?.[1] ?? '';
}

/** The messages in the table: texts in backticks with a space, except for commands. */
function messages(): string[] {
  return [...section('Troubleshooting').matchAll(/^\| (.*?) \| /gm)]
    .flatMap(([, seen = '']) => [...seen.matchAll(/`([^`]+ [^`]+)`/g)].map((match) => match[1]!))
    .filter((message) => !message.startsWith('npm run '));
}

describe('docs/local-cluster.md', () => {
  it('has a row for each part of the cluster, with its name', () => {
    const rows = [...section('What runs').matchAll(/^\| ([\w-]+)/gm)].map((match) => match[1]!);
    const parts = clusterParts(layoutIn('/tmp/none'), {}).flat();
    assert.deepEqual(rows.slice(2).sort(), parts.map(({ name }) => name).sort());
  });

  it('lists every port and address that the cluster uses', () => {
    const numbers = [...Object.values(ports), ...Object.values(nodePorts)].map(String);
    const addresses = [network.bridge, network.nodeAddress, network.loadBalancerRange];
    for (const used of [...numbers, ...addresses])
      assert.match(section('What runs'), new RegExp(`(?<![\\d.])${used}(?!\\d)`), used);
  });

  it('names only messages that the project prints', () => {
    const sources = projectPaths()
      .filter((path) => /^(?:cli|local|components)\/.*\.(?:ts|sh)$/.test(path))
      .map(textOf);
    assert.ok(messages().length >= 9, messages().join('\n'));
    for (const message of messages()) {
      const parts = message.split('…').map((part) => part.trim());
      assert.ok(
        sources.some((source) => parts.every((part) => source.includes(part))),
        message,
      );
    }
  });
});
