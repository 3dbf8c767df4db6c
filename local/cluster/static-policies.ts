import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { stringify } from 'yaml';

/** The feature gate of the API server for admission policies in files. It is alpha. */
export const STATIC_POLICIES = 'ManifestBasedAdmissionControlConfig';

/**
 * The configuration that has the API server load admission policies from a folder before it serves: nobody can delete them through
 * it. Kubernetes has this from 1.36 on (KEP-5793), behind the gate {@link STATIC_POLICIES}.
 *
 * @param file - a file in the folder
 */
export function admissionConfig(file: string): string {
  return stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'AdmissionConfiguration',
    plugins: [
      {
        name: 'ValidatingAdmissionPolicy',
        configuration: {
          apiVersion: 'apiserver.config.k8s.io/v1',
          kind: 'ValidatingAdmissionPolicyConfiguration',
          staticManifestsDir: dirname(file),
        },
      },
    ],
  });
}

/**
 * The names of the admission policies that the API server has loaded from its file when it runs: with a file that it cannot load
 * it does not start, and with another one it is restarted.
 *
 * @param file - the file, a list of policies and bindings; of a cluster of an earlier version there is none
 */
export function staticPolicies(file: string): readonly string[] {
  try {
    const { items } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly items: readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
    };
    return items
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
      .map(({ metadata }) => metadata.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
