/**
 * The annotation of an object that Pulumi does not wait for, since it waits for the workload that uses the object. Of a service,
 * the provider would wait 10 s more, to see that its endpoints no longer change.
 */
export const notAwaited = { 'pulumi.com/skipAwait': 'true' } as const;

/** The annotation of namespaces and claims that says whose they are. */
export const markKey = 'shared-keys/stack';
