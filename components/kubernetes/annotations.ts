/**
 * The annotation of an object that Pulumi does not wait for, since it waits for the workload that uses the object. Of a service,
 * the provider would wait 10 s more, to see that its endpoints no longer change.
 */
export const notAwaited = { 'pulumi.com/skipAwait': 'true' } as const;
