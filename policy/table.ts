import type { Rule } from './rule';
import type { StackRule } from './stack-rule';

/**
 * The rules as a table in Markdown: name, what they judge, why, and what is wrong when they are broken.
 *
 * @param rules - the rules for single objects
 * @param stackRules - the rules for the whole stack
 */
export function rulesTable(rules: readonly Rule[], stackRules: readonly StackRule[]): string {
  const rows = [
    ...rules.map(({ name, matches, why, validations }) => [
      `\`${name}\``,
      matches.join(', '),
      why,
      validations.map(({ message }) => message).join('; '),
    ]),
    ...stackRules.map(({ name, why, wrong }) => [`\`${name}\``, 'the whole stack', why, wrong]),
  ];
  return [
    '| rule | judges | why | refused when |',
    '| --- | --- | --- | --- |',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}
