import type { AllSettings, Check } from './check';

/**
 * The oldest version of Kubernetes that is supported: from 1.30 on it has ValidatingAdmissionPolicy, and a container may wait
 * before it stops (`preStop.sleep`), so that no request is lost. An older one ignores the latter without a word.
 */
const oldest = { major: 1, minor: 30 } as const;

/** The version of the cluster is not older than {@link oldest}. */
export const supportedVersion: Check<AllSettings> = async (_, { cluster }) => {
  const version = await cluster.get<{ readonly gitVersion?: string }>('/version');
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version?.gitVersion ?? '') ?? [];
  // An API server without a version is none of Kubernetes' own; it is not for us to refuse it.
  if (version?.gitVersion === undefined || major === undefined || minor === undefined) return [];
  const named = `Kubernetes ${version.gitVersion}`;
  const old =
    Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor);
  if (!old) return [{ fact: named }];
  const since = `${oldest.major}.${oldest.minor}`;
  return [
    `the cluster is ${named}, and the stack needs ${since} or newer, where pods wait before they stop: update the cluster`,
  ];
};
