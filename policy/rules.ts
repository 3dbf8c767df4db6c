import type { Rule } from './rule';
import { budgetedWorkloads } from './rules/budgeted-workloads';
import { boundedContainers } from './rules/bounded-containers';
import { closedNamespaces } from './rules/closed-namespaces';
import { imagesByDigest } from './rules/images-by-digest';
import { immutableData } from './rules/immutable-data';
import { keptData } from './rules/kept-data';
import { knownImages } from './rules/known-images';
import { namedDoors } from './rules/named-doors';
import { narrowFlows } from './rules/narrow-flows';
import { noLiteralSecrets } from './rules/no-literal-secrets';
import { openBudgets } from './rules/open-budgets';
import { probedContainers } from './rules/probed-containers';
import { promisedReplicas } from './rules/promised-replicas';
import { publicConfig } from './rules/public-config';
import { restrictedNamespaces } from './rules/restricted-namespaces';
import { restrictedPods } from './rules/restricted-pods';
import { secretSources } from './rules/secret-sources';
import { separateNamespaces } from './rules/separate-namespaces';
import { sharedKeys } from './rules/shared-keys';
import { standardLabelsRule } from './rules/standard-labels';
import type { StackRule } from './stack-rule';

/** All rules for single objects. This is the only list of them. */
export const rules: readonly Rule[] = [
  boundedContainers,
  imagesByDigest,
  immutableData,
  namedDoors,
  narrowFlows,
  noLiteralSecrets,
  openBudgets,
  probedContainers,
  promisedReplicas,
  publicConfig,
  restrictedNamespaces,
  restrictedPods,
  sharedKeys,
  standardLabelsRule,
];

/** All rules for the whole stack. This is the only list of them. */
export const stackRules: readonly StackRule[] = [
  budgetedWorkloads,
  closedNamespaces,
  keptData,
  knownImages,
  secretSources,
  separateNamespaces,
];
