import assert from 'node:assert/strict';

import { beside } from '../../support/live/beside';
import { assertNothingLeft } from '../../support/live/leftovers';
import type { Accident, Case } from './cases';
import type { Chance } from './chance';
import { kill } from './kill';
import { edit, isWorkload, relabel, remove, scale, workloadIn, type StackObject } from './objects';
import type { Subject } from './subject';
import { witnessOf } from './witness';
import { Serving } from './serving';

/** What an accident leaves to be done, and what it has done to the pods. */
interface Aftermath {
  /** Whether the stack has lost what it had of its users. */
  readonly dataLost?: boolean;
  /** Whether pods are or will be replaced because of it. */
  readonly podsReplaced?: boolean;
  /** Whether fewer pods serve because of it. */
  readonly podsLost?: boolean;
}

/**
 * Lets an accident happen to a stack, does what the documents say, and fails unless that ends well: the same keys, hotels and
 * tokens, no pod down that need not be, and a further `pulumi up` that changes nothing.
 *
 * @param one - the case; one of a first `up` needs a stack that was never deployed
 */
export async function runCase(one: Case, subject: Subject, chance: Chance): Promise<void> {
  if (one.phase === 'first up') return firstUp(one, subject, chance);
  if (!subject.deployed) await subject.up();
  return one.phase === 'destroy' ? destroyed(one, subject, chance) : deployedAgain(one, subject, chance);
}

/** The first `up` is killed: anywhere, or when there is a workload, to which the accident then happens. */
async function firstUp({ system, accident }: Case, subject: Subject, chance: Chance): Promise<void> {
  assert.ok(!subject.deployed, 'the stack was never deployed');
  if (accident === 'killed') await kill(subject.stack, 'up', chance);
  else {
    await subject.stack.killed(() => workloadIn(subject.stack.namespace));
    await happen(accident, subject, chance);
  }
  await recover(accident, subject);
  await (
    await witnessOf(system, subject.stack)
  )();
  await subject.unchanged();
}

async function deployedAgain(one: Case, subject: Subject, chance: Chance): Promise<void> {
  const { system, phase, accident } = one;
  const changes = phase === 'change';
  const saved = accident === 'state of before restored' ? await oldState(subject, chance) : undefined;
  const witness = await witnessOf(system, subject.stack);
  const [before, pods] = [await witness(), await subject.pods()];
  const serving = await Serving.watch(subject);
  let aftermath: Aftermath;
  try {
    if (accident === 'killed') {
      if (changes) subject.changeSetting(chance);
      await kill(subject.stack, 'change', chance);
      aftermath = {};
    } else {
      aftermath = await happen(accident, subject, chance, saved);
      if (changes) subject.changeSetting(chance);
    }
    // What is gone stops it, which a test of its own shows.
    if (changes && byHand.includes(accident)) await subject.plainUp();
    await recover(accident, subject);
  } finally {
    await serving.stop();
  }
  if (!aftermath.dataLost) assert.equal(await witness(), before, 'what users have is the same');
  if (!aftermath.podsLost) await serving.assertServed();
  if (!changes && !aftermath.podsReplaced) assert.equal(await subject.pods(), pods, 'the pods are the same');
  await subject.unchanged();
}

async function destroyed({ system, accident }: Case, subject: Subject, chance: Chance): Promise<void> {
  const { stack } = subject;
  const saved = accident === 'state of before restored' ? await oldState(subject, chance) : undefined;
  const witness = await witnessOf(system, stack);
  const before = await witness();
  let aftermath: Aftermath = {};
  if (accident === 'killed') await kill(stack, 'destroy', chance);
  else aftermath = await happen(accident, subject, chance, saved);
  // Pulumi destroys what it knows, with the context that it knows.
  if (accident === 'state lost' || accident === 'context renamed') await subject.up();
  await stack.destroy();
  await assertNothingLeft(beside.cluster, stack.namespace, subject.keepsData);
  if (!subject.keepsData) {
    subject.deployed = false;
    return;
  }
  await subject.up();
  if (!aftermath.dataLost) assert.equal(await witness(), before, 'what users have is the same');
  await subject.unchanged();
}

/** Deploys a change; gives the state of before. */
async function oldState(subject: Subject, chance: Chance): Promise<string> {
  const saved = await subject.saveState();
  subject.changeSetting(chance);
  await subject.up();
  return saved;
}

/** Those of which Pulumi has to be told by a refresh. */
const byHand: readonly Accident[] = ['scaled by hand', 'edited by hand', 'relabelled by hand'];

async function happen(
  accident: Exclude<Accident, 'killed'>,
  subject: Subject,
  chance: Chance,
  saved?: string,
): Promise<Aftermath> {
  const { namespace } = subject.stack;
  switch (accident) {
    case 'scaled by hand':
      await scale(namespace, chance);
      return { podsReplaced: true, podsLost: true };
    case 'edited by hand':
      return { podsReplaced: isWorkload(await edit(namespace, chance)) };
    case 'deleted by hand':
      return afterDeletion(await remove(namespace, chance));
    case 'relabelled by hand':
      await relabel(namespace, chance);
      return {};
    case 'state lost':
      await subject.loseState();
      return {};
    case 'state of before restored':
      await subject.restoreState(saved ?? (await subject.saveState()));
      return {};
    case 'context renamed':
      await subject.renameContext();
      return {};
    case 'kubeconfig moved':
      await subject.moveKubeconfig();
      return {};
    case 'registry emptied':
      await subject.emptyRegistry();
      return {};
    case 'namespace gone':
      await subject.deleteNamespace();
      return { dataLost: true, podsReplaced: true, podsLost: true };
  }
}

/** A Secret or a ConfigMap is made again under another name, for which pods are replaced. */
function afterDeletion(object: StackObject): Aftermath {
  return {
    podsReplaced: isWorkload(object) || ['Secret', 'ConfigMap'].includes(object.kind),
    podsLost: isWorkload(object),
  };
}

/** What docs/operations.md says after an accident. The lock of a killed Pulumi is removed already. */
async function recover(accident: Accident, subject: Subject): Promise<void> {
  if (accident === 'deleted by hand' || accident === 'namespace gone') {
    await subject.refresh();
    await subject.up();
  } else if (byHand.includes(accident) || accident === 'state of before restored')
    await subject.up('--refresh');
  else await subject.up();
}
