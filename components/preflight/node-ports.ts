import * as pulumi from '@pulumi/pulumi';

import type { AllSettings, Check } from './check';
import { namespacesOf } from './namespaces';

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly ports?: readonly { readonly nodePort?: number }[] };
}

/** The ports of the nodes that the settings name are not those of somebody else's services. */
export const freeNodePorts: Check<AllSettings> = async (settings, { cluster }) => {
  const named = settings.systems.flatMap((system) =>
    Object.entries((settings[system] ?? {}) as Record<string, unknown>)
      .filter(([name, port]) => /nodePort$/i.test(name) && typeof port === 'number')
      .map(([name, port]) => ({ setting: `${pulumi.getProject()}:${system}.${name}`, port })),
  );
  if (named.length === 0) return [];
  const services =
    (await cluster.get<{ readonly items: readonly Service[] }>('/api/v1/services'))?.items ?? [];
  const own = namespacesOf(settings).map(({ namespace }) => namespace);
  return named.flatMap(({ setting, port }) => {
    const taken = services.find(
      ({ metadata, spec }) =>
        !own.includes(metadata.namespace) && (spec.ports ?? []).some(({ nodePort }) => nodePort === port),
    );
    if (taken === undefined) return [];
    const by = `${taken.metadata.namespace}/${taken.metadata.name}`;
    return [`${setting} is ${String(port)}, a port that the service ${by} has: choose another one`];
  });
};
