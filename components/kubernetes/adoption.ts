/**
 * The annotation of an object that an earlier stack may have left in the cluster. The fields of such an object belong to that
 * stack's field manager: without force, a later change of a field is a conflict.
 */
export const adoptable = { 'pulumi.com/patchForce': 'true' } as const;
