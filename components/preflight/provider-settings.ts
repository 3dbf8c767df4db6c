import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check } from './check';

/** The stack has no settings of Pulumi's default provider: no object uses it, so that they would have no effect. */
export const noProviderSettings: Check<AllSettings> = () =>
  Promise.resolve(
    Object.keys(pulumi.runtime.allConfig())
      .filter((key) => key.startsWith('kubernetes:'))
      .map(
        (key) =>
          `${key} is set, and has no effect: remove it by \`pulumi config rm ${key}\`, and ${insteadOf(key)}`,
      ),
  );

function insteadOf(key: string): string {
  return key === 'kubernetes:context'
    ? 'set `context` instead'
    : 'choose the cluster by KUBECONFIG or the setting `context`';
}
