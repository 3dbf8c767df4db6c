import { z } from 'zod';

/** Something that Kubernetes counts or measures: never negative, never broken. */
const count = z.number().int().nonnegative();

const part = z.strictObject({
  /** Such as `etcd`, as `npm run logs` takes it. */
  name: z.string(),
  running: z.boolean(),
  /** The id of its process; null when it does not run. */
  pid: z.number().int().positive().nullable(),
  /** Its resident memory in bytes; 0 when it does not run. */
  memory: count,
});

const system = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  /** How many pods the workloads of the system ask for. */
  wanted: count,
  /** How many of them are ready. */
  ready: count,
});

const pod = z.strictObject({
  /** The name of its system; empty for a pod without one. */
  system: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** `ready`, `initializing`, `terminating`, a phase such as `pending`, or why it waits, such as `CrashLoopBackOff`. */
  state: z.string(),
  /** How often its containers were started again; its init containers do not count. */
  restarts: count,
});

const objectReference = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  /** Null for an object of the whole cluster. */
  namespace: z.string().nullable(),
  name: z.string(),
});

const policy = z.strictObject({
  /** The name of its ValidatingAdmissionPolicy. */
  name: z.string(),
  /** The name of the rule, as docs/policy.md lists it. */
  rule: z.string(),
  /** The namespaces in which it judges. */
  namespaces: z.array(z.string()).readonly(),
  /** `missing` when the stack has deployed it and the cluster has it no more; `not bound` when no binding has it refuse. */
  state: z.enum(['in force', 'missing', 'not bound']),
  /** What the API server finds wrong with the types of its expressions, each in one line; none in a good rule. */
  warnings: z.array(z.string()).readonly(),
});

const previousKey = z.strictObject({
  namespace: z.string(),
  /** The name of its Secret. */
  secret: z.string(),
  /** When the last token that it signed has expired at the latest, in ISO 8601; null while creators may still sign with it. */
  neededUntil: z.string().nullable(),
});

/** What `npm run status -- --json` prints. */
export const statusReport = z.strictObject({
  /** It changes when a program that reads the report could no longer do so. */
  version: z.literal(1),
  /** Whether all parts run, all pods are ready, all rules are in force, and nothing of the stack is gone or changed by hand. */
  well: z.boolean(),
  /** The parts of the local cluster, in the order in which they start. */
  parts: z.array(part).readonly(),
  /** Why the fields below are empty, in one line; null when they were read. */
  unread: z.string().nullable(),
  systems: z.array(system).readonly(),
  pods: z.array(pod).readonly(),
  /** The rules in the cluster, of all stacks of this project; none with the setting `admission` off. */
  policies: z.array(policy).readonly(),
  /** The names of the policies that the API server has loaded itself. They judge in the namespaces of all such stacks. */
  staticPolicies: z.array(z.string()).readonly(),
  /** The key of the tokens that signed before the one that signs now, while verifiers accept it; otherwise null. */
  previousKey: previousKey.nullable(),
  /** What is not as deployed. */
  drift: z.strictObject({
    /** The objects of the stack that the cluster no longer has. */
    gone: z.array(objectReference).readonly(),
    /** The objects of the stack that somebody else has changed. */
    changed: z.array(objectReference).readonly(),
  }),
  /** The URLs of the systems, by name. */
  urls: z.record(z.string(), z.string()),
});

/** The state of the local cluster and of the stack on it, at one moment. */
export type StatusReport = Readonly<z.infer<typeof statusReport>>;

/** A part of the local cluster. */
export type PartState = StatusReport['parts'][number];

/** A system that is deployed. */
export type SystemState = StatusReport['systems'][number];

/** A pod of a system. */
export type PodState = StatusReport['pods'][number];

/** A rule in the cluster. */
export type PolicyState = StatusReport['policies'][number];

/** A key that was rotated out, and is still accepted. */
export type PreviousKey = NonNullable<StatusReport['previousKey']>;

/** What names an object of the stack. */
export type ObjectName = StatusReport['drift']['gone'][number];

/** Whether a pod is as it should be. One that is being replaced is, since its workload counts the ready ones. */
export function isPodWell({ state }: Pick<PodState, 'state'>): boolean {
  return state === 'ready' || state === 'terminating';
}

/** Whether a rule judges as it should. */
export function isPolicyWell({ state, warnings }: Pick<PolicyState, 'state' | 'warnings'>): boolean {
  return state === 'in force' && warnings.length === 0;
}
