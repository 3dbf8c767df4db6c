/**
 * The annotation of an object that an earlier stack may have left in the cluster. The fields of such an object belong to that
 * stack's field manager: without force, a later change of a field is a conflict.
 */
export const adoptable = { 'pulumi.com/patchForce': 'true' } as const;

/**
 * The annotation of an object that Pulumi does not wait for, since it waits for the workload that uses the object. Of a service,
 * the provider would wait 10 s more, to see that its endpoints no longer change.
 */
export const notAwaited = { 'pulumi.com/skipAwait': 'true' } as const;
