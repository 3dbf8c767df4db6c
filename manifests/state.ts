import { run, type PulumiOptions } from '../local/host/command';
import { Failure, messageOf } from '../local/host/failure';
import { nameIn } from '../components/preflight/deployed';

/** A resource in the state of a stack, as `pulumi stack export` prints it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** Whether it is only read, not made. */
  readonly external?: boolean;
  /** Whether it is replaced already, and waits to be deleted. */
  readonly delete?: boolean;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** The URNs of the resources that each of its inputs is made of. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
}

/** An object of Kubernetes as the program made it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** A resource that is an object of Kubernetes. */
export interface ObjectResource {
  /** The system that it belongs to: the name of its outermost component; `cluster` without one. */
  readonly system: string;
  /** Its name in the program. */
  readonly name: string;
  /** What the program asked for; secret values are still encrypted. */
  readonly object: KubernetesObject;
  /** The same object as the cluster returned it, with what the cluster picked. */
  readonly returned: Readonly<Record<string, unknown>>;
  readonly resource: StateResource;
}

/** What manifests are made of. */
export interface Deployment {
  readonly stack: string;
  readonly objects: readonly ObjectResource[];
  /** All resources, by URN. */
  readonly resources: ReadonlyMap<string, StateResource>;
  /** The outputs of the stack. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/**
 * Reads what is deployed of a stack from its state. No secret is decrypted.
 *
 * @param stack - the name of the stack
 * @throws Failure when there is no such stack, or nothing of it is deployed
 */
export async function readDeployment(stack: string, options: PulumiOptions): Promise<Deployment> {
  let printed;
  try {
    printed = await run('pulumi', ['stack', 'export', '--stack', stack, '--non-interactive'], options);
  } catch (error) {
    if (!messageOf(error).includes('no stack named')) throw error;
    throw new Failure(`There is no stack ${stack}: \`pulumi stack ls\` names those that there are.`, {
      cause: error,
    });
  }
  return deploymentOf(stack, JSON.parse(printed));
}

/**
 * What is deployed of a stack.
 *
 * @param stack - the name of the stack
 * @param exported - its state, as `pulumi stack export` prints it, parsed
 * @throws Failure when nothing is deployed, or the last deployment was interrupted
 */
export function deploymentOf(stack: string, exported: unknown): Deployment {
  const { deployment } = exported as {
    deployment?: { resources?: readonly StateResource[]; pending_operations?: readonly unknown[] };
  };
  const current = (deployment?.resources ?? []).filter((one) => one.delete !== true);
  const resources = new Map(current.map((one) => [one.urn, one]));
  const objects = current.flatMap((one) => objectIn(one, resources) ?? []);
  const deploy = `\`npm run deploy -- ${stack}\``;
  if (objects.length === 0) throw new Failure(`Nothing of ${stack} is deployed: ${deploy} deploys it.`);
  if ((deployment?.pending_operations ?? []).length > 0)
    throw new Failure(
      `The last deployment of ${stack} was interrupted, and its state is not whole: run ${deploy} first.`,
    );
  const outputs = current.find(({ type }) => type === 'pulumi:pulumi:Stack')?.outputs ?? {};
  return { stack, objects, resources, outputs };
}

function objectIn(
  resource: StateResource,
  resources: ReadonlyMap<string, StateResource>,
): ObjectResource | undefined {
  const { type, inputs, outputs = {}, external = false } = resource;
  if (!type.startsWith('kubernetes:') || external || typeof inputs?.kind !== 'string') return undefined;
  return {
    system: systemOf(resource, resources),
    name: nameIn(resource.urn),
    object: inputs as unknown as KubernetesObject,
    returned: outputs,
    resource,
  };
}

function systemOf({ parent }: StateResource, resources: ReadonlyMap<string, StateResource>): string {
  let system = 'cluster';
  for (let above = resources.get(parent ?? ''); above; above = resources.get(above.parent ?? '')) {
    if (above.type !== 'pulumi:pulumi:Stack') system = nameIn(above.urn);
  }
  return system;
}
