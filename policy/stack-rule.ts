import type { BadExample, Manifest } from './rule';

/** A resource of the stack, as a rule for the whole stack sees it. */
export interface StackResource {
  /** Its type in Pulumi, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its inputs; for an object of Kubernetes, the object as it is applied. */
  readonly props: Manifest;
}

/** What is wrong with a resource. */
export interface StackFinding {
  readonly resource: string;
  readonly message: string;
  readonly remedy: string;
}

/** A rule that needs several resources, or what only Pulumi knows. The cluster cannot judge it. */
export interface StackRule {
  readonly name: string;
  /** Why, in a sentence, with its source. */
  readonly why: string;
  /** What is wrong with a stack that breaks it. */
  readonly wrong: string;
  /** What is wrong in the resources of a stack. */
  readonly judge: (resources: readonly StackResource[]) => readonly StackFinding[];
  /** Stacks that pass. */
  readonly good: readonly (readonly StackResource[])[];
  /** Stacks that differ from a good one by one thing. */
  readonly bad: readonly BadExample[];
}
