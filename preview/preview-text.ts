import { nameOf } from '../components/kubernetes/changes';
import { verbs } from './change-text';
import type { StackPreview } from './report';

/** How many created resources are named one by one. */
const MOST_CREATED = 5;

/**
 * Tells in lines what a deployment would do: what fails or is broken, what it means, and each resource.
 *
 * @returns lines, each with its end
 */
export function previewText({
  stack,
  errors,
  violations,
  warnings,
  meanings,
  changes,
  othersChange,
  unchanged,
}: StackPreview): string {
  const created = changes.filter(({ operation }) => operation === 'create');
  const folded = created.length > MOST_CREATED;
  const told = folded ? changes.filter(({ operation }) => operation !== 'create') : changes;
  const lines = [
    ...errors.map((error) => `✗ ${error}`),
    ...violations.map(({ policy, message }) => `✗ ${policy}: ${message}`),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...meanings.map(({ system, text, loses }) => `${loses ? '!' : '·'} ${system}: ${text}`),
    ...told.map((change) => {
      const { operation, properties } = change;
      const paths = properties.map(({ path }) => path).join(', ');
      return `  ${verbs[operation]} ${nameOf(change)}${paths === '' ? '' : `: ${paths}`}`;
    }),
    ...(folded ? [`  creates ${created.length} resources`] : []),
  ];
  const end =
    changes.length === 0 && errors.length === 0
      ? `no${othersChange ? ' resource' : 'thing'} changes`
      : `${unchanged} unchanged`;
  return [`${stack}: ${end}`, ...lines].map((line) => `${line}\n`).join('');
}
