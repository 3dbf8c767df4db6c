import type { StackResource, StackRule } from '../stack-rule';

const nameOf = ({ props }: StackResource): unknown =>
  (props.metadata as { name?: unknown } | undefined)?.name;

function namespace(system: string, name: string): StackResource {
  return { type: 'kubernetes:core/v1:Namespace', name: `${system}-namespace`, props: { metadata: { name } } };
}

const wrong = 'two systems have one namespace';

/** A namespace for each system. */
export const separateNamespaces: StackRule = {
  name: 'separate-namespaces',
  why: 'Systems in one namespace can use the Secrets and claims of each other (Kubernetes, Namespaces).',
  wrong,
  judge: ({ resources }) => {
    const namespaces = resources.filter(({ type }) => type === 'kubernetes:core/v1:Namespace');
    return namespaces
      .filter((one) => namespaces.some((other) => other !== one && nameOf(other) === nameOf(one)))
      .map(({ name }) => ({
        resource: name,
        message: wrong,
        remedy: 'change the setting `namespace` of one of them',
      }));
  },
  good: [{ resources: [namespace('hotels', 'hotels'), namespace('search', 'search')] }],
  bad: [{ what: 'both have one name', at: 'resources.1.props.metadata.name', to: 'hotels' }],
};
