import assert from 'node:assert/strict';

import type { SystemName } from '../../../components/systems';
import { skip } from '../skip';
import { Cluster } from './cluster';
import { SelectedStack } from './pulumi';
import { removeThrowaways } from './throwaway';

let opened: { stack: SelectedStack; cluster: Cluster } | undefined;
const lastChecks: (() => Promise<void>)[] = [];

/**
 * The stack under test and its cluster, for tests that leave them alone and change only throwaway stacks. They are read
 * once, before the first test of a run. Tests that use the pods of the stack itself import `live` instead.
 */
export const beside = {
  get stack(): SelectedStack {
    return assertOpened().stack;
  },
  get cluster(): Cluster {
    return assertOpened().cluster;
  },
};

/** Skips the tests of a suite when the stack does not have the system. */
export function onlyWith(system: SystemName): void {
  before(function () {
    if (!beside.stack.outputs[system]) skip(this, `the stack has no ${system}`);
  });
}

/** Adds a check that runs after the last test of a run, when the throwaway stacks are removed. */
export function atTheEnd(check: () => Promise<void>): void {
  lastChecks.push(check);
}

function assertOpened(): NonNullable<typeof opened> {
  assert.ok(opened, 'the stack is read in a hook: use it only in tests and later hooks');
  return opened;
}

before('the stack is read', async function () {
  this.timeout(180_000);
  const stack = await SelectedStack.read();
  opened = { stack, cluster: await Cluster.open(stack.config['shared-keys:context']?.value) };
});

after('the throwaway stacks are removed, and the stack is left as it was found', async function () {
  this.timeout(300_000);
  if (!opened) return;
  try {
    await removeThrowaways();
    for (const check of lastChecks) await check();
  } finally {
    await opened.cluster.close();
  }
});
