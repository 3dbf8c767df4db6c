import { goodDeployment, goodService } from '../examples';
import { kinds, type Kind, type Rule } from '../rule';

const labels = ['name', 'instance', 'part-of', 'managed-by'].map((label) => `app.kubernetes.io/${label}`);

/** The standard labels on every object. */
export const standardLabelsRule: Rule = {
  name: 'standard-labels',
  why: 'By them people, commands and policies find what belongs together (Kubernetes, Recommended Labels).',
  matches: Object.keys(kinds) as Kind[],
  validations: [
    {
      expression: `has(object.metadata.labels) && ${labels.map((label) => `'${label}' in object.metadata.labels`).join(' && ')}`,
      message: 'a standard label is missing',
      remedy: `set ${labels.join(', ')}, as \`standardLabels\` does`,
    },
  ],
  good: [goodDeployment(), goodService()],
  bad: [
    { what: 'it has no labels', at: 'metadata.labels' },
    ...labels.map((label) => ({
      what: `it has no ${label}`,
      at: ['metadata', 'labels', label],
    })),
  ],
};
