import { join } from 'node:path';

import { run } from '../../../local/host/command';
import { buildFlags } from '../../../local/toolchain/build';
import { admissionPolicySpec } from '../../../policy/admission';
import type { Manifest, Rule } from '../../../policy/rule';

/** The clauses that an object does not fulfil, by the names of their rules. */
export type Clauses = Readonly<Record<string, readonly number[]>>;

/** What the API server finds in an object. */
export interface ApiVerdict {
  /** What the rules find in the object just as it is applied. */
  readonly applied: Clauses;
  /** What they find in the object with its defaults; none when the API server cannot decode it. */
  readonly served?: Clauses;
  /** Why the API server refuses the object before it asks the policies. */
  readonly refusal?: string;
  /** The checks of the Pod Security level `restricted` that the pods which it makes do not pass. */
  readonly insecure?: readonly string[];
  /** The highest cost of a policy, in the API server's units. */
  readonly cost: number;
}

/** What the API server finds in policies and objects. */
export interface ApiAnswer {
  /** What is wrong with the policies, as in their `status.typeChecking`. */
  readonly warnings: Readonly<Record<string, readonly string[]>>;
  /** The names of all checks of the Pod Security level `restricted`. */
  readonly securityChecks: readonly string[];
  /** The verdicts on the objects, in their order. */
  readonly verdicts: readonly ApiVerdict[];
}

/** How Go is called for the module of the API server's judge: with the flags of the cluster's tools it shares their packages. */
export function goOfApiJudge(project: string) {
  return {
    folder: join(project, 'test', 'tools', 'api-judge'),
    flags: buildFlags,
    env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' },
  } as const;
}

/**
 * Judges objects by the code of the API server, without a cluster. Go builds the program at first, from the packages that the local
 * cluster is built from: seconds after `npm run up`, some minutes before.
 *
 * @param rules - the rules, each as an admission policy
 * @param objects - the objects as they are applied
 * @param project - the folder of the project
 */
export async function askApi(
  rules: readonly Rule[],
  objects: readonly Manifest[],
  project: string,
): Promise<ApiAnswer> {
  const policies = rules.map((rule) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: rule.name },
    // What is not judged at all is only in a cluster: objects that are being deleted, or that Kubernetes makes.
    spec: { ...admissionPolicySpec(rule), matchConditions: undefined },
  }));
  const { folder, flags, env } = goOfApiJudge(project);
  return JSON.parse(
    await run('nice', ['-n', '10', 'go', 'run', ...flags, '-ldflags=-s -w', '.'], {
      cwd: folder,
      env,
      input: JSON.stringify({ policies, objects }),
    }),
  ) as ApiAnswer;
}
