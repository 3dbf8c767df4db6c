import { listSettings, type Definitions } from './definitions';

/** Text that a cell of a Markdown table can hold. */
function cell(content: string): string {
  return content.replaceAll('|', '\\|');
}

/** Every setting as a Markdown table, in the order of the definitions: its name, type, default, allowed values, effect. */
export function settingsTable(definitions: Definitions): string {
  const rows = listSettings(definitions).map(([name, { type, shownDefault, allowed, does }]) =>
    [`\`${name}\``, type, shownDefault, allowed, does].map(cell),
  );
  const head = ['setting', 'type', 'default', 'allowed', 'what it does'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
