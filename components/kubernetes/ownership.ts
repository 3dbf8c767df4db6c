import type * as pulumi from '@pulumi/pulumi';

import type { LastDeployment } from '../preflight/deployed';
import { markKey, retained } from './annotations';
import { stackMark } from './mark';

/** Who owns the fields of our objects, for the API server: not a new name at each creation, as by default. */
const fieldManager = 'shared-keys';

/** What says whose it is, since it may outlive the stack: by that it is known when the stack is deployed again. */
const marked = ['kubernetes:core/v1:Namespace', 'kubernetes:core/v1:PersistentVolumeClaim'];

/** The workloads whose replicas an autoscaler may count, by the names of their objects. */
export const scalable = ['api-search', 'creator', 'verifier', 'cryptoserver'] as const;

/**
 * Makes the fields that this program sets ours, and no others. Whoever changed one of them by hand does not block a later
 * update, which sets it back (pulumi/pulumi-kubernetes#2491). The same name owns them after a creation that was killed, and after
 * the loss of the state, so that a field that the program no longer sets goes away.
 *
 * @param autoscaled - the names of the workloads whose replicas belong to an autoscaler, and are left alone
 * @param last - the state of the stack
 */
export function ownership(
  autoscaled: readonly string[],
  last: Pick<LastDeployment, 'resources'>,
): pulumi.ResourceTransformation {
  const managers = new Map(
    last.resources.map(({ type, name, outputs }) => [`${type} ${name}`, outputs.__fieldManager]),
  );
  return ({ type, name, props, opts }) => {
    if (!type.startsWith('kubernetes:')) return undefined;
    // Our components give plain metadata.
    const { metadata = {} } = props as { metadata?: Metadata };
    // An object of an earlier version keeps the name that made it: otherwise both names would own its fields, and what the
    // program no longer sets would stay.
    const manager = managers.get(`${type} ${name}`) ?? fieldManager;
    const annotations = {
      ...metadata.annotations,
      'pulumi.com/patchForce': 'true',
      ...(manager === fieldManager ? { 'pulumi.com/patchFieldManager': fieldManager } : {}),
      ...(marked.includes(type) ? { [markKey]: stackMark() } : {}),
      // From the option itself, so that both always go together.
      ...(opts.retainOnDelete === true ? retained : {}),
    };
    return {
      props: { ...(props as object), metadata: { ...metadata, annotations } },
      opts:
        isWorkload(type) && autoscaled.includes(String(metadata.name))
          ? { ...opts, ignoreChanges: ['spec.replicas'] }
          : opts,
    };
  };
}

interface Metadata {
  readonly name?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

function isWorkload(type: string): boolean {
  return ['kubernetes:apps/v1:Deployment', 'kubernetes:apps/v1:StatefulSet'].includes(type);
}
