import * as pulumi from '@pulumi/pulumi';

import { markKey } from '../kubernetes/annotations';
import { stackMark } from '../kubernetes/mark';
import type { AllSettings, Check } from './check';
import { namespacesOf } from './namespaces';

/**
 * A namespace that is there already is this stack's own: it is in the state of the stack, or has the mark of the stack, as one
 * whose data was kept. Any other one would be taken over, and be deleted with the stack.
 */
export const ownNamespaces: Check<AllSettings> = async (settings, { last, cluster }) => {
  const deployed = new Set(
    last.resources
      .filter(({ type }) => type === 'kubernetes:core/v1:Namespace')
      .map(({ outputs }) => (outputs.metadata as { uid?: unknown } | undefined)?.uid),
  );
  const problems = namespacesOf(settings).map(async ({ setting, namespace }) => {
    const found = await cluster.get(`/api/v1/namespaces/${namespace}`);
    if (found === undefined || deployed.has(found.metadata.uid)) return [];
    const [mark, own] = [found.metadata.annotations?.[markKey], stackMark()];
    if (mark === own) return [];
    const what = `${pulumi.getProject()}:${setting} is ${namespace}, a namespace that is there already and `;
    return [
      mark === undefined
        ? `${what}not of this stack: choose another name, or, if this stack has made it, say so by \`kubectl annotate namespace ${namespace} ${markKey}=${own}\``
        : `${what}of the stack ${mark}: choose another name, or destroy that stack first`,
    ];
  });
  return (await Promise.all(problems)).flat();
};
