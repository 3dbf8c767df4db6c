import type { Operation, PropertyChange, ResourceChange } from '../components/change';
import { nameOf } from '../components/kubernetes/changes';
import { codeBlock, codeSpan } from './markdown-text';

/** The longest value that is shown whole, in characters. */
const LONGEST_VALUE = 300;
/** How many properties of a resource are shown. */
const MOST_PROPERTIES = 25;

/** The verb for each operation, with what it does: `deletes 2`. */
export const verbs: Readonly<Record<Operation, string>> = {
  delete: 'deletes',
  replace: 'replaces',
  update: 'changes',
  create: 'creates',
};

/** The line that names a change, such as `**replaces** Service ``search/api-search`` `. */
export function changeLine(change: ResourceChange): string {
  const kept = change.retained && change.operation !== 'update' ? ' (what it was stays in the cluster)' : '';
  return `**${verbs[change.operation]}** ${codeSpan(nameOf(change))}${kept}`;
}

/** A change with its properties, old and new. */
export function changeBlock(change: ResourceChange): string {
  if (change.properties.length === 0) return changeLine(change);
  const shown = change.properties.slice(0, MOST_PROPERTIES).flatMap(propertyLines);
  const more = change.properties.length - MOST_PROPERTIES;
  if (more > 0) shown.push(`  … and ${more} more properties`);
  return `${changeLine(change)}\n\n${codeBlock(shown, 'diff')}`;
}

function propertyLines({ path, replaces, old, new: after }: PropertyChange): string[] {
  const why = replaces ? '  (has to be replaced for it)' : '';
  return [
    `  ${path}${why}`,
    ...(old === undefined ? [] : valueLines('-', old)),
    ...(after === undefined ? [] : valueLines('+', after)),
  ];
}

/** A value, each line with the sign before it: so it cannot end the block of code, nor look like another property. */
function valueLines(sign: '+' | '-', value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const cut =
    text.length <= LONGEST_VALUE
      ? text
      : `${wholeCharacters(text.slice(0, LONGEST_VALUE))}… (${text.length} characters)`;
  return cut.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => `${sign}   ${line}`);
}

/** Text without half a character at its end. */
function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
