/** Text as it is in Markdown, outside code: nothing in it is markup, a mention of somebody or a link. */
export function plainText(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  // `@` and `#` would notify people and link issues; `://` and `www.` would make links.
  // A sign at the beginning would make a list or a heading.
  const marks = /[&<>\\`*_{}[\]|~@#!]|:(?=\/\/)|\.(?=\w)|^[-+=]|(?<=^\d+)[.)]/g;
  return line.replaceAll(marks, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** Text as code in a line. */
export function codeSpan(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const fence = '`'.repeat(longestRun(line, /`+/g) + 1);
  const space = /^`|`$/.test(line) ? ' ' : '';
  return line === '' ? '` `' : `${fence}${space}${line}${space}${fence}`;
}

/** Lines as a block of code. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const content = lines.join('\n');
  const fence = '`'.repeat(Math.max(3, longestRun(content, /`+/g) + 1));
  return `${fence}${language}\n${content}\n${fence}`;
}

function longestRun(text: string, runs: RegExp): number {
  return Math.max(0, ...[...text.matchAll(runs)].map(([run]) => run.length));
}
