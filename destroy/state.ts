import { deployedTo } from '../components/preflight/deployed';
import { referencesOf, type ObjectReference } from '../components/preflight/drift';
import { run, type PulumiOptions } from '../local/host/command';

/** An object of Kubernetes in the state of a stack. */
export interface StateObject {
  readonly reference: ObjectReference;
  /** Whether it stays when the stack is destroyed. */
  readonly retained: boolean;
}

/** What the teardown needs of the state of a stack. */
export interface StackState {
  readonly objects: readonly StateObject[];
  /** The UID of the cluster's namespace kube-system; undefined when nothing is deployed. */
  readonly cluster: string | undefined;
  /** The context that the stack was deployed through; undefined for the current one. */
  readonly context: string | undefined;
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the state of a stack.
 *
 * @param stack - the name of the stack
 * @throws Failure when there is no such stack
 */
export async function readState(stack: string, options: PulumiOptions): Promise<StackState> {
  return stateOf(JSON.parse(await run('pulumi', ['stack', 'export', '--stack', stack], options)));
}

/** What the teardown needs of a state, as `pulumi stack export` prints it. */
export function stateOf(exported: unknown): StackState {
  const { deployment } = exported as { deployment: { resources?: readonly StateResource[] } };
  const resources = (deployment.resources ?? []).map(({ outputs = {}, ...rest }) => ({ ...rest, outputs }));
  const objects = resources.flatMap(({ urn, type, outputs, retainOnDelete = false }) =>
    referencesOf([{ urn, type, name: '', outputs }]).map((reference) => ({
      reference,
      retained: retainOnDelete,
    })),
  );
  const contexts = resources
    .filter(({ type }) => type === 'pulumi:providers:kubernetes')
    .flatMap(({ inputs }) => (typeof inputs?.context === 'string' ? [inputs.context] : []));
  return {
    objects,
    cluster: deployedTo({ resources: resources.map((one) => ({ ...one, name: '' })) }),
    context: contexts[0],
  };
}

/** The namespaces of a stack. */
export function namespacesIn({ objects }: StackState): readonly string[] {
  return objects
    .filter(({ reference }) => reference.kind === 'Namespace')
    .map(({ reference }) => reference.name);
}

/**
 * The namespaces whose data goes when the stack is destroyed: they have a claim, and do not stay.
 *
 * @param state - the state of the stack before
 */
export function losingData({ objects }: StackState): readonly string[] {
  const claims = objects.filter(({ reference }) => reference.kind === 'PersistentVolumeClaim');
  return objects
    .filter(({ reference, retained }) => reference.kind === 'Namespace' && !retained)
    .map(({ reference }) => reference.name)
    .filter((name) => claims.some(({ reference }) => reference.namespace === name));
}
