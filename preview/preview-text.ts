import { verbs } from './change-text';
import type { StackPreview } from './report';

/**
 * Tells in lines what a deployment would do: what fails or is broken, what it means, and each resource.
 *
 * @returns lines, each with its end
 */
export function previewText({
  stack,
  errors,
  violations,
  meanings,
  changes,
  unchanged,
}: StackPreview): string {
  const lines = [
    ...errors.map((error) => `✗ ${error}`),
    ...violations.map(({ policy, message }) => `✗ ${policy}: ${message}`),
    ...meanings.map(({ system, text, loses }) => `${loses ? '!' : '·'} ${system}: ${text}`),
    ...changes.map(({ operation, type, object, name, properties }) => {
      const what = `${type.slice(type.lastIndexOf(':') + 1)} ${object ?? name}`;
      const paths = properties.map(({ path }) => path).join(', ');
      return `  ${verbs[operation]} ${what}${paths === '' ? '' : `: ${paths}`}`;
    }),
  ];
  const end = changes.length === 0 && errors.length === 0 ? 'nothing changes' : `${unchanged} unchanged`;
  return [`${stack}: ${end}`, ...lines].map((line) => `${line}\n`).join('');
}
