import { registryAnswers } from '../images/registry-answers';
import type { AllSettings, Question } from './check';
import { dataStays } from './data-stays';
import { freeNodePorts } from './node-ports';
import { supportedVersion } from './kubernetes-version';
import { nodesCanRun } from './architectures';
import { nothingGone } from './nothing-gone';
import { oneSystemEach } from './one-system-each';
import { ownNamespaces } from './own-namespaces';
import { notOlder } from './program';
import { noProviderSettings } from './provider-settings';
import { mayDeploy } from './rights';
import { ownRules, rulesAllowed } from './rules-in-cluster';
import { sameCluster } from './same-cluster';
import { storageClassesExist } from './storage-classes';

/** What is asked of the whole stack. Questions of one system are in its entry in `systems.ts`. */
export const stackQuestions: readonly Question<AllSettings>[] = [
  { holds: 'the cluster has a version that is supported', check: supportedVersion, lenient: true },
  { holds: 'the cluster is that of the last deployment', check: sameCluster },
  { holds: 'the user may do what a deployment does', check: mayDeploy, lenient: true },
  { holds: 'the namespaces are free, or this stack’s own', check: ownNamespaces },
  { holds: 'each system has a namespace of its own', check: oneSystemEach },
  { holds: 'the data stays where it is', check: dataStays },
  { holds: 'the storage classes of the claims exist', check: storageClassesExist, lenient: true },
  { holds: 'the node ports are free', check: freeNodePorts, lenient: true },
  { holds: 'the nodes can run the images', check: nodesCanRun, lenient: true },
  { holds: 'the registry answers', check: registryAnswers, lenient: true },
  { holds: 'what was deployed is still there', check: nothingGone },
  { holds: 'the rules can be in the cluster', check: rulesAllowed },
  { holds: 'the rules in the cluster are this stack’s own', check: ownRules },
  { holds: 'no setting is for a provider', check: noProviderSettings },
  { holds: 'this program is not older than that of the last deployment', check: notOlder },
];
