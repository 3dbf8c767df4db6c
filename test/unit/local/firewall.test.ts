import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureFirewallCommands, firewallCommands } from '../../../local/cluster/firewall';
import { clusterParts } from '../../../local/cluster/parts';
import { layoutIn, scratchFolder } from '../../support/unit/local';

describe('the firewall of the local cluster', () => {
  const folder = scratchFolder();
  const programs = (): string => join(folder(), 'sbin');
  const names = ['iptables', 'iptables-restore', 'iptables-save'];

  function install(): void {
    mkdirSync(programs(), { recursive: true });
    for (const name of names)
      writeFileSync(join(programs(), name.replace('iptables', 'iptables-legacy')), '');
  }

  it('finds iptables-legacy under the names of iptables, before the commands of the machine', () => {
    install();
    const layout = layoutIn(folder());
    for (const times of [1, 2]) {
      ensureFirewallCommands(layout, [join(folder(), 'none'), programs()]);
      const made = firewallCommands(layout);
      assert.deepEqual(readdirSync(made).sort(), names, `after ${times} times`);
      for (const name of names) {
        const target = readlinkSync(join(made, name));
        assert.equal(target, join(programs(), name.replace('iptables', 'iptables-legacy')));
        assert.ok(existsSync(target));
      }
    }
    const part = clusterParts(layout, {})
      .flat()
      .find(({ name }) => name === 'kube-router');
    assert.ok(part?.env?.PATH?.startsWith(`${firewallCommands(layout)}:`));
  });

  it('says what is missing on a machine without iptables-legacy', () => {
    assert.throws(() => ensureFirewallCommands(layoutIn(folder()), [join(folder(), 'none')]), {
      name: 'Failure',
      message: 'iptables-legacy is missing: install the package iptables.',
    });
  });

  it('starts in a group of its own, after the node', () => {
    const last = clusterParts(layoutIn(folder()), {}).at(-1);
    assert.deepEqual(
      last?.map(({ name }) => name),
      ['kube-router'],
    );
  });
});
