import { isDeepStrictEqual } from 'node:util';

import * as pulumi from '@pulumi/pulumi';

import type { KeptObjects } from './kept-objects';

/**
 * Takes back objects with picked names when the state is lost: under a new name, all pods that use them would be replaced. All
 * other objects are found by their names. An immutable object with another content is left, and a new one is made.
 *
 * @param kept - the objects that are there
 */
export function adoption(kept: KeptObjects): pulumi.ResourceTransformation {
  return ({ type, name, props, opts }) => {
    const { metadata, ...content } = props as Content & { readonly metadata?: Metadata };
    const found = metadata?.name === undefined ? kept.lost(type, name) : undefined;
    if (found === undefined) return undefined;
    const adopted = pulumi
      .unsecret(pulumi.output(content))
      .apply((wanted) =>
        isDeepStrictEqual(dataOf(wanted), dataOf(found)) ? found.metadata.name : undefined,
      );
    // By this annotation the provider knows later that it may pick another name.
    const annotations = { ...metadata?.annotations, 'pulumi.com/autonamed': 'true' };
    return { props: { ...content, metadata: { ...metadata, name: adopted, annotations } }, opts };
  };
}

interface Metadata {
  readonly name?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The content of a Secret or a ConfigMap, as it is set. */
interface Content {
  readonly data?: Readonly<Record<string, unknown>> | undefined;
  readonly stringData?: Readonly<Record<string, unknown>> | undefined;
}

/** The content as the cluster keeps it. */
function dataOf({ data = {}, stringData = {} }: Content): Record<string, unknown> {
  const encoded = Object.entries(stringData).map(([key, text]): [string, unknown] => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return { ...data, ...Object.fromEntries(encoded) };
}
