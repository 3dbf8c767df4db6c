import type { ResourceChange } from '../components/change';
import { nameOf } from '../components/kubernetes/changes';

/**
 * Tells how a cluster differs from what was last deployed.
 *
 * @param stack - the name of the stack
 * @param differences - what differs in the cluster
 * @returns lines, each with its end
 */
export function driftText(stack: string, differences: readonly ResourceChange[]): string {
  if (differences.length === 0) return `${stack}: the cluster is as deployed\n`;
  return [`${stack}: not as deployed`, ...differences.flatMap(linesOf)].map((line) => `${line}\n`).join('');
}

function linesOf(change: ResourceChange): string[] {
  const { operation, properties } = change;
  const what = nameOf(change);
  if (operation === 'delete') return [`  ✗ ${what} is gone`];
  return [
    `  ✗ ${what} was changed`,
    ...properties.map(
      ({ path, old, new: found }) => `      ${path}: ${said(found)}, but ${said(old)} was deployed`,
    ),
  ];
}

/** A value in a line. */
function said(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text.replaceAll(/\s+/g, ' ');
}
