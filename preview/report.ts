import { z } from 'zod';

import { operations } from '../components/change';

const propertyChange = z.object({
  path: z.string(),
  replaces: z.boolean(),
  old: z.unknown().optional(),
  new: z.unknown().optional(),
});

const change = z.object({
  operation: z.enum(operations),
  type: z.string(),
  name: z.string(),
  object: z.string().optional(),
  retained: z.boolean(),
  properties: z.array(propertyChange).readonly(),
});

const stackPreview = z.object({
  /** The name of the stack. */
  stack: z.string(),
  /** The changed resources, the most dangerous first. Components, which are nothing in the cluster, do not count. */
  changes: z.array(change).readonly(),
  /** How many resources stay as they are. */
  unchanged: z.number(),
  /** What the changes mean for the people who use the systems. */
  meanings: z.array(z.object({ system: z.string(), text: z.string(), loses: z.boolean() })),
  /** The rules of the policy that are broken. */
  violations: z.array(z.object({ policy: z.string(), message: z.string(), mandatory: z.boolean() })),
  /** The policy packs that judged; none when the preview did not come so far. */
  policyPacks: z.array(z.string()),
  /** What Pulumi and the program warn of. */
  warnings: z.array(z.string()),
  /** Whether something changes that is no property of a resource: outputs of the stack, or whether a resource is retained. */
  othersChange: z.boolean(),
  /** Why the preview failed, one error each; empty when it did not. */
  errors: z.array(z.string()),
});

/** What `npm run preview -- --json` prints, and what the comment is made of. */
export const previewReport = z.object({ version: z.literal(1), stacks: z.array(stackPreview) });

/** The preview of one stack. */
export type StackPreview = z.infer<typeof stackPreview>;

/** The previews of some stacks. */
export type PreviewReport = z.infer<typeof previewReport>;

/** Whether nothing prevents the deployment: the preview did not fail, and no mandatory rule is broken. */
export function isWell({ errors, violations }: StackPreview): boolean {
  return errors.length === 0 && !violations.some(({ mandatory }) => mandatory);
}

/** Whether the deployment would change no resource, and nothing prevents it. */
export function isUnchanged(preview: StackPreview): boolean {
  return isWell(preview) && preview.changes.length === 0;
}
