import { Failure } from '../local/host/failure';

/**
 * The notes of a release: what the changelog says of a version. The format is that of Keep a Changelog 1.1.0.
 *
 * @param changelog - the text of `CHANGELOG.md`
 * @param version - such as `1.2.0`
 * @returns the section below the heading of the version, in Markdown
 * @throws Failure when the version has no section with a date, or an empty one
 */
export function notesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}]`));
  if (section === undefined)
    throw new Failure(
      `CHANGELOG.md has nothing about ${version}: give “Unreleased” the heading “[${version}] - YYYY-MM-DD”.`,
    );
  const [heading = '', ...lines] = section.split('\n');
  if (!/^\[[^\]]+\] - \d{4}-\d{2}-\d{2}$/.test(heading.trim()))
    throw new Failure(`CHANGELOG.md does not say when ${version} is released: “[${version}] - YYYY-MM-DD”.`);
  const notes = lines
    .filter((line) => !/^\[[^\]]+\]: /.test(line))
    .join('\n')
    .trim();
  if (notes === '') throw new Failure(`CHANGELOG.md has an empty section for ${version}.`);
  return `${notes}\n`;
}
