import { literally, textOf } from './documents';

/** A row of a table in docs/requirements.md: the demand and the cell about its tests. */
export interface Requirement {
  readonly demand: string;
  readonly proof: string;
}

/** A citation of a test. */
export interface Citation {
  readonly file: string;
  readonly title: string;
}

/** The rows of the tables of demands under a heading. */
export function requirementsUnder(heading: string, text: string): Requirement[] {
  const [, section = ''] =
    new RegExp(`^## ${literally(heading)}$([^]*?)(?=^## |$(?![^]))`, 'm').exec(text) ?? [];
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  // Without the header of the table and the line below it.
  return lines.slice(2).map((line) => {
    const [demand = '', , proof = ''] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    return { demand, proof };
  });
}

/** The tests that a row cites: a path in backticks, a colon, and titles in quotation marks. */
export function citationsIn(proof: string): Citation[] {
  return [...proof.matchAll(/`([^`]+)`: ("[^"]+"(?:, "[^"]+")*)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map((match) => ({ file, title: match[1]! })),
  );
}

/** Whether a file has a test or a suite with this text in its title. */
export function hasTest({ file, title }: Citation): boolean {
  const words = literally(title);
  if (file.endsWith('.py')) return new RegExp(`^ *(?:async )?def ${words}\\(`, 'm').test(textOf(file));
  if (file.endsWith('.go')) return new RegExp(`^func ${words}\\(`, 'm').test(textOf(file));
  return new RegExp(`(?:it|describe)\\(\\s*(['"\`])(?:(?!\\1)[^\\n])*${words}`).test(textOf(file));
}
