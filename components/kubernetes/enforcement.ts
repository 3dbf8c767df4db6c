import type * as pulumi from '@pulumi/pulumi';

import { enforcedLabel } from '../../policy/admission';

/**
 * Labels the namespaces of the stack, so that an API server that has loaded the rules itself judges in them, as that of the local
 * cluster. Elsewhere the label has no effect.
 */
export const enforcement: pulumi.ResourceTransformation = ({ type, props, opts }) => {
  if (type !== 'kubernetes:core/v1:Namespace') return undefined;
  // Our components give plain metadata.
  const { metadata, ...rest } = props as { metadata?: { labels?: Record<string, string> } };
  return {
    props: { ...rest, metadata: { ...metadata, labels: { ...metadata?.labels, ...enforcedLabel } } },
    opts,
  };
};
