import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check } from './check';
import { namespacesOf } from './namespaces';

/** Each system has a namespace of its own: a namespace is destroyed with its system, and both would have objects in it. */
export const oneSystemEach: Check<AllSettings> = (settings) => {
  const taken = new Map<string, string>();
  const problems = namespacesOf(settings).flatMap(({ setting, namespace }) => {
    const other = taken.get(namespace);
    if (other === undefined) {
      taken.set(namespace, setting);
      return [];
    }
    const full = `${pulumi.getProject()}:${setting}`;
    return [`${full} is ${namespace}, as ${other} is: each system needs a namespace of its own`];
  });
  return Promise.resolve(problems);
};
