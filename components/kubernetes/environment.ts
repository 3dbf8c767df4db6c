import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

type EnvVar = types.input.core.v1.EnvVar;

/** A value that the kubelet reads when the container starts. */
type Reference = Pick<EnvVar, 'valueFrom'> & { readonly valueFrom: object };

/** The variables of a container, by name. A variable that is `undefined` is not set. */
export type Environment = Readonly<Record<string, pulumi.Input<string> | Reference | undefined>>;

/** The name of the pod itself. Without a version the API server would add one, as a field that is not ours. */
export const podName: Reference = {
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } },
};

/** Variables as a container lists them, in the same order. */
export function environmentList(variables: Environment): EnvVar[] {
  return Object.entries(variables).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [isReference(value) ? { name, ...value } : { name, value }];
  });
}

function isReference(value: pulumi.Input<string> | Reference): value is Reference {
  return typeof value === 'object' && Object.hasOwn(value, 'valueFrom');
}
