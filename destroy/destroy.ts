import { kubectlKind } from '../components/preflight/drift';
import { tryRun, type PulumiOptions } from '../local/host/command';
import { Failure, messageOf } from '../local/host/failure';
import { waitFor } from '../local/host/wait';
import { heldIn } from './held';
import { kubectlFor, type Kubectl } from './kubectl';
import { markOf, namespacesMarked } from './mark';
import { holdsData, remainsOf, type Remain } from './remains';
import { losingData, namespacesIn, readState, type StackState } from './state';

/** How often it is looked for what holds the teardown up, in milliseconds. With the patience for each object, it is told within 30 s. */
const LOOK_MS = 5_000;
/** How often it is looked for what is left, in milliseconds. */
const LEFT_MS = 1_000;

/** What is to become of the data. */
export type DataWish = 'as the settings say' | 'keep' | 'delete';

/** How a stack is destroyed. */
export interface DestroyRequest {
  readonly data: DataWish;
  /** How long it may take, in milliseconds. */
  readonly bound: number;
  /** Takes the lines of Pulumi, and what is told meanwhile. */
  readonly say: (line: string) => void;
}

/** The teardown did not end in time. */
export class Held extends Failure {}

/**
 * Destroys a stack, and asks the cluster until nothing is left of it but the data that is kept.
 *
 * @param stack - the name of the stack
 * @param options - how Pulumi and kubectl are run
 * @returns what is left: the data that is kept, or nothing
 * @throws Failure before anything is deleted when data is to be kept that the stack would delete, or the kubeconfig leads to
 * another cluster; and when something else is left
 * @throws Held when it takes longer than the bound; the message says what holds it up. No finalizer is removed.
 */
export async function destroyStack(
  stack: string,
  request: DestroyRequest,
  options: PulumiOptions,
): Promise<readonly Remain[]> {
  const state = await readState(stack, options);
  const kubectl = await kubectlFor(state, options);
  const losing = losingData(state);
  if (request.data === 'keep' && losing.length > 0)
    throw new Failure(
      `The data in ${losing.join(', ')} would be deleted: set \`keepData\` of its system to true, run \`pulumi up\`, then destroy again.`,
    );
  const marked = await namespacesMarked(kubectl, await markOf(stack, options));
  const namespaces = [...new Set([...namespacesIn(state), ...marked])];
  const watch = new Watch(kubectl, namespaces, request);
  const bound = AbortSignal.timeout(request.bound);
  const both = options.signal ? AbortSignal.any([options.signal, bound]) : bound;
  try {
    return await watch.during(async () => {
      await pulumiDestroy(stack, request, { ...options, signal: both });
      if (request.data === 'delete') await deleteNamespaces(kubectl, marked, both);
      return proven(kubectl, namespaces, kept(state, marked, request), outsideOf(state), both);
    });
  } catch (error) {
    if (options.signal?.aborted || !bound.aborted) throw error;
    // Its lock would stop every later command.
    await tryRun('pulumi', ['cancel', '--yes', '--stack', stack], options);
    const held = await heldIn(kubectl, namespaces, Date.now());
    const why = held.length === 0 ? '' : `: ${held.join('; ')}`;
    throw new Held(
      `${stack} is not destroyed after ${request.bound / 1000} s${why}. No finalizer was removed.`,
    );
  }
}

async function pulumiDestroy(stack: string, { say }: DestroyRequest, options: PulumiOptions): Promise<void> {
  const args = [
    'destroy',
    '--yes',
    '--skip-preview',
    '--suppress-outputs',
    '--non-interactive',
    '--stack',
    stack,
  ];
  const { status } = await tryRun('pulumi', args, { ...options, onLine: say });
  if (status !== 0) throw new Failure('pulumi destroy failed, see above: fix the cause, then destroy again.');
}

/** Deletes namespaces that the stack has kept. Each has its mark. */
async function deleteNamespaces(
  kubectl: Kubectl,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (namespaces.length > 0)
    await kubectl.run(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--wait=false']);
}

/** The namespaces whose data may be left. */
function kept(state: StackState, marked: readonly string[], { data }: DestroyRequest): readonly string[] {
  if (data === 'delete') return [];
  const deployed = namespacesIn(state);
  const retained = state.objects.filter((one) => one.retained && one.reference.kind === 'Namespace');
  return [
    ...retained.map(({ reference }) => reference.name),
    ...marked.filter((name) => !deployed.includes(name)),
  ];
}

/** The objects of a stack that are in no namespace, by the names that kubectl takes. */
function outsideOf({ objects }: StackState): string[] {
  return objects
    .map(({ reference }) => reference)
    .filter(({ namespace, kind }) => namespace === undefined && kind !== 'Namespace')
    .map((reference) => `${kubectlKind(reference)}/${reference.name}`);
}

/** Waits until nothing is left but the data in some namespaces. */
function proven(
  kubectl: Kubectl,
  namespaces: readonly string[],
  dataIn: readonly string[],
  outside: readonly string[],
  signal: AbortSignal,
): Promise<readonly Remain[]> {
  const mayStay = (one: Remain): boolean => holdsData(one) && dataIn.includes(one.namespace ?? '');
  // The signal bounds it.
  const options = { what: 'nothing is left', timeout: Infinity, interval: LEFT_MS, signal };
  return waitFor(options, async () => {
    const left = await remainsOf(kubectl, namespaces, outside);
    return left.every(mayStay) ? left : undefined;
  });
}

/** Tells what holds a teardown up, each object once. */
class Watch {
  private readonly told = new Set<string>();

  constructor(
    private readonly kubectl: Kubectl,
    private readonly namespaces: readonly string[],
    private readonly request: DestroyRequest,
  ) {}

  /** Watches while work is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let looking = Promise.resolve();
    const timer = setInterval(() => {
      looking = looking.then(() => this.look());
    }, LOOK_MS);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      await looking;
    }
  }

  private async look(): Promise<void> {
    try {
      for (const line of await heldIn(this.kubectl, this.namespaces, Date.now())) {
        if (!this.told.has(line)) this.request.say(`Still there: ${line}`);
        this.told.add(line);
      }
    } catch (error) {
      this.request.say(`What holds it up cannot be told: ${messageOf(error)}`);
    }
  }
}
