/**
 * The annotation of an object that may be there already when it is created, because an earlier stack left it. Its
 * fields then belong to that stack's field manager, and without force a later change to one of them is a conflict.
 */
export const adoptable = { 'pulumi.com/patchForce': 'true' } as const;
