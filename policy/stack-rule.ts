import type { BadExample, Manifest } from './rule';

/** A resource of the stack, as a rule for the whole stack sees it. */
export interface StackResource {
  /** Its type in Pulumi, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its inputs; for an object of Kubernetes, the object as it is applied. */
  readonly props: Manifest;
  /** Whether Pulumi refuses to delete it; default: no. */
  readonly protect?: boolean;
  /** The names of the resources that the value of an input comes from, by the name of the input; default: all are given. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** A stack, as a rule for the whole stack sees it. */
export interface Stack {
  readonly resources: readonly StackResource[];
  /** The settings by their names, as they are set: those of a system are in a group; default: none is set. */
  readonly settings?: Readonly<Record<string, unknown>>;
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
  /** What is wrong in a stack. */
  readonly judge: (stack: Stack) => readonly StackFinding[];
  /** Stacks that pass. */
  readonly good: readonly Stack[];
  /** Stacks that differ from a good one by one thing. */
  readonly bad: readonly BadExample[];
}
