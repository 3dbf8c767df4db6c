import { run, type PulumiOptions } from '../local/host/command';
import { Failure } from '../local/host/failure';
import type { StackState } from './state';

/** What is read of every object. */
export interface KubernetesObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
    readonly managedFields?: readonly { readonly manager: string; readonly fieldsV1?: object }[];
  };
}

/** Asks a cluster by kubectl. */
export class Kubectl {
  /** @param run - runs kubectl with arguments, and gives what it printed; throws when it fails */
  constructor(readonly run: (args: readonly string[]) => Promise<string>) {}

  /** The objects that a `kubectl get` finds, as they are. */
  async list<T extends KubernetesObject>(args: readonly string[]): Promise<readonly T[]> {
    const printed = await this.run(['get', ...args, '--output=json', '--request-timeout=20s']);
    // With --ignore-not-found it prints nothing when there is none.
    return printed === '' ? [] : (JSON.parse(printed) as { items: readonly T[] }).items;
  }

  /** The kinds of objects in namespaces that can be listed and deleted, but events, which go by themselves. */
  async kinds(): Promise<readonly string[]> {
    const args = ['api-resources', '--namespaced', '--verbs=list,delete', '--output=name'];
    const kinds = (await this.run(args)).split('\n');
    return kinds.filter((kind) => kind !== '' && !/^events(\.|$)/.test(kind));
  }
}

/**
 * kubectl for the cluster of a stack.
 *
 * @throws Failure when the kubeconfig leads to another cluster than that of the last deployment: what is deleted there would be
 * somebody else's
 */
export async function kubectlFor(state: StackState, options: PulumiOptions): Promise<Kubectl> {
  const context = state.context === undefined ? [] : [`--context=${state.context}`];
  const kubectl = new Kubectl((args) => run('kubectl', [...context, ...args], options));
  const id = await kubectl.run(['get', 'namespace', 'kube-system', '--output=jsonpath={.metadata.uid}']);
  if (state.cluster !== undefined && state.cluster !== id)
    throw new Failure(
      `The kubeconfig leads to another cluster than that of the last deployment (the UID of kube-system is ${id}, it was ${state.cluster}): choose the right one by KUBECONFIG.`,
    );
  return kubectl;
}
