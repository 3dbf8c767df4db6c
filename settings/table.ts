import { listSettings, type Definitions } from './definitions';

/** Escapes text for a cell of a Markdown table. */
function cell(content: string): string {
  return content.replaceAll('|', '\\|');
}

/** All settings as a Markdown table, in the order of the definitions: name, type, default, allowed values, effect. */
export function settingsTable(definitions: Definitions): string {
  const rows = listSettings(definitions).map(([name, { type, shownDefault, allowed, does }]) =>
    [`\`${name}\``, type, shownDefault, allowed, does].map(cell),
  );
  const head = ['setting', 'type', 'default', 'allowed', 'what it does'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
