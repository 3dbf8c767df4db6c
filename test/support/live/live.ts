import assert from 'node:assert/strict';

import type { SystemName } from '../../../components/systems';
import { skip } from '../skip';
import { Cluster } from './cluster';
import { Installation } from '../../live/cryptoserver/installation';
import { SelectedStack } from './pulumi';
import { snapshot, type Snapshot } from './snapshot';
import { removeThrowaways } from './throwaway';

/** The state before the first test, which must be the same after the last test. */
interface Found {
  readonly keys: string | undefined;
  readonly objects: Snapshot;
}

let opened: { stack: SelectedStack; cluster: Cluster; installation: Installation | undefined } | undefined;
let found: Found | undefined;

/** The stack under test. It is read once, before the first test of a run. */
export const live = {
  get stack(): SelectedStack {
    return assertOpened().stack;
  },
  get cluster(): Cluster {
    return assertOpened().cluster;
  },
  /** The cryptoserver of the stack; fails when it has none. */
  get installation(): Installation {
    const { installation } = assertOpened();
    assert.ok(installation, 'the stack has no cryptoserver');
    return installation;
  },
};

/** Skips the tests of a suite when the stack does not have the system. */
export function onlyWith(system: SystemName): void {
  before(function () {
    if (!live.stack.outputs[system]) skip(this, `the stack has no ${system}`);
  });
}

function assertOpened(): NonNullable<typeof opened> {
  assert.ok(opened, 'the stack is read in a hook: use it only in tests and later hooks');
  return opened;
}

before('the stack is up and serves', async function () {
  this.timeout(180_000);
  const stack = await SelectedStack.read();
  const context = stack.config['shared-keys:context']?.value;
  const cluster = await Cluster.open(context);
  try {
    const installation = stack.outputs.cryptoserver && (await Installation.of(cluster, stack.outputs));
    const objects = await snapshot(cluster, stack.outputs);
    found = { objects, keys: await installation?.keys() };
    opened = { stack, cluster, installation };
  } catch (error) {
    await cluster.close();
    throw error;
  }
});

after('the stack is left as it was found', async function () {
  this.timeout(300_000);
  if (!opened) return;
  const { stack, cluster, installation } = opened;
  try {
    await removeThrowaways();
    assert.deepEqual(await snapshot(cluster, stack.outputs), found?.objects);
    assert.equal(await installation?.keys(), found?.keys);
    assert.deepEqual(await stack.readOutputs(), stack.outputs);
    await stack.expectNoChanges();
  } finally {
    await cluster.close();
  }
});
