/**
 * The annotation of an object that Pulumi does not wait for, since it waits for the workload that uses the object. Of a service,
 * the provider would wait 10 s more, to see that its endpoints no longer change.
 */
export const notAwaited = { 'pulumi.com/skipAwait': 'true' } as const;

/** The annotation of namespaces and claims that says whose they are. */
export const markKey = 'shared-keys/stack';

/**
 * The annotation of an object that stays in the cluster when it is no longer part of the stack. Pulumi does not tell its option
 * `retainOnDelete` to policies, which judge by this.
 */
export const retained = { 'shared-keys/on-delete': 'retain' } as const;

/** The annotation of a Secret whose value an earlier deployment has generated, and that was found in the cluster. */
export const foundValue = { 'shared-keys/value': 'found' } as const;
