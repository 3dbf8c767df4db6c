import assert from 'node:assert/strict';
import { resolve } from 'node:path';

import type { SystemName } from '../../../components/systems';
import { skip } from '../skip';
import { AppliedStack } from './applied';
import { Cluster } from './cluster';
import { SelectedStack, type StackUnderTest } from './pulumi';
import { removeThrowaways } from './throwaway';

let opened: { stack: StackUnderTest; cluster: Cluster } | undefined;
const lastChecks: (() => Promise<void>)[] = [];

/**
 * The stack under test and its cluster, for tests that leave them alone and change only throwaway stacks. They are read
 * once, before the first test of a run. Tests that use the pods of the stack itself import `live` instead.
 *
 * It is the selected stack of the project; with the variable MANIFESTS, what kubectl has applied from that folder.
 */
export const beside = {
  get stack(): StackUnderTest {
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

/** The stack that Pulumi has deployed. */
async function selected(): Promise<NonNullable<typeof opened>> {
  const stack = await SelectedStack.read();
  return { stack, cluster: await Cluster.open(stack.config['shared-keys:context']?.value) };
}

/** What kubectl has applied from a folder of manifests, in its current context. */
async function applied(folder: string): Promise<NonNullable<typeof opened>> {
  const cluster = await Cluster.open();
  try {
    // npm runs its scripts in the folder of the project, and says where the user is.
    const path = resolve(process.env.INIT_CWD ?? '.', folder);
    return { stack: await AppliedStack.read(path, cluster), cluster };
  } catch (error) {
    await cluster.close();
    throw error;
  }
}

before('the stack is read', async function () {
  this.timeout(180_000);
  const { MANIFESTS: folder } = process.env;
  opened = folder === undefined ? await selected() : await applied(folder);
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
