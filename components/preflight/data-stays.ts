import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check } from './check';
import type { DeployedResource } from './deployed';

/** The settings of a group that say where the data of a system is. */
interface DataSettings {
  readonly namespace?: string;
  readonly keepData?: boolean;
  readonly storageClass?: string;
  readonly storage?: string;
  readonly accessMode?: string;
}

/** A claim in the state, as the cluster returned it. */
interface Claim {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly accessModes: readonly string[];
    readonly storageClassName?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
}

const moving = 'docs/operations.md#move-the-data tells how to move the data';

/**
 * The data stays where it is and is used on: neither another namespace, which would begin without data, nor a change of a claim
 * that the cluster refuses when it is too late. Only what a system deploys now is looked at, by the names of its resources.
 */
export const dataStays: Check<AllSettings> = (settings, { last }) => {
  const problems = settings.systems.flatMap((system) => {
    const group = settings[system] as DataSettings | undefined;
    // Only a system with data has this setting.
    if (group?.keepData === undefined) return [];
    const said = (setting: string, value: string | undefined, why: string): string =>
      `${pulumi.getProject()}:${system}.${setting} is ${String(value)}, but ${why}`;

    const own = last.resources.filter(({ name }) => name.startsWith(`${system}-`));
    const namespace = own.find(({ type }) => type === 'kubernetes:core/v1:Namespace');
    const deployedTo = (namespace?.outputs.metadata as { name?: string } | undefined)?.name;
    if (deployedTo !== undefined && deployedTo !== group.namespace) {
      if (!group.keepData) return [];
      const why = `its data is in the namespace ${deployedTo}, and would stay there unused`;
      const way = `set it back; ${moving}; to begin without the data, set \`${system}.keepData\` to false too`;
      return [said('namespace', group.namespace, `${why}: ${way}`)];
    }
    return own.flatMap((resource) =>
      changesOf(claimOf(resource), group).map(([setting, value, now]) =>
        said(setting, value, `${now}, which cannot be changed: set it back; ${moving}`),
      ),
    );
  });
  return Promise.resolve(problems);
};

function claimOf({ type, outputs }: DeployedResource): Claim | undefined {
  // The shape is Kubernetes' own; a claim whose creation failed has no specification.
  return type === 'kubernetes:core/v1:PersistentVolumeClaim' && outputs.spec !== undefined
    ? (outputs as unknown as Claim)
    : undefined;
}

/** What the settings would change of a claim, and the cluster refuses: the setting, its value, and what the claim has. */
function changesOf(claim: Claim | undefined, group: DataSettings): [string, string, string][] {
  if (claim === undefined) return [];
  const { metadata, spec } = claim;
  const { storage } = spec.resources.requests;
  const changes: [string, string, string][] = [];
  if (group.storageClass !== undefined && group.storageClass !== spec.storageClassName)
    changes.push([
      'storageClass',
      group.storageClass,
      `the claim ${metadata.name} is of the class ${String(spec.storageClassName)}`,
    ]);
  if (group.accessMode !== undefined && !spec.accessModes.includes(group.accessMode))
    changes.push([
      'accessMode',
      group.accessMode,
      `the claim ${metadata.name} is ${spec.accessModes.join(' and ')}`,
    ]);
  if (group.storage !== undefined && bytes(group.storage) < bytes(storage))
    changes.push(['storage', group.storage, `the claim ${metadata.name} has ${storage}`]);
  return changes;
}

/** A size in Mi, Gi or Ti as a number of bytes. */
function bytes(size: string): number {
  const unit = ['Mi', 'Gi', 'Ti'].indexOf(size.slice(-2));
  return unit < 0 ? Number.NaN : Number(size.slice(0, -2)) * 2 ** (20 + 10 * unit);
}
