import type { AllSettings } from './check';

/** The namespace of a system. */
export interface NamespaceOfSystem {
  /** The setting that names it, such as `hotels.namespace`. */
  readonly setting: string;
  readonly namespace: string;
}

/** The namespaces of the systems that are deployed, by the setting `namespace` in each group that has one. */
export function namespacesOf(settings: AllSettings): NamespaceOfSystem[] {
  return settings.systems.flatMap((system) => {
    const { namespace } = (settings[system] ?? {}) as { namespace?: unknown };
    return typeof namespace === 'string' ? [{ setting: `${system}.namespace`, namespace }] : [];
  });
}
