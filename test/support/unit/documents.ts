import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the project. */
const root = join(__dirname, '..', '..', '..');

/** The names of folders with generated or downloaded files. */
const made = new Set(['node_modules', 'dist', '.build', '.git', '.venv', '__pycache__', '.hypothesis']);

/** The names of what commands write into the folder of the project; a review that ends meanwhile takes its settings along. */
const written = /^(?:manifests-|diagnostics$|Pulumi\.review-)/;

/** A page of the documentation. */
export interface Page {
  /** Its path in the project. */
  readonly path: string;
  readonly text: string;
}

/** The paths of all files and folders of the project; the path of a folder ends with a slash. */
export function projectPaths(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (made.has(entry.name) || (folder === '' && written.test(entry.name))) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? [`${path}/`, ...projectPaths(path)] : [path];
  });
}

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** All pages of the project, from their paths. */
export function pages(paths: readonly string[]): Page[] {
  return paths.filter((path) => path.endsWith('.md')).map((path) => ({ path, text: textOf(path) }));
}

/** A page without its code blocks. */
function prose(text: string): string {
  return text.replace(/^```[^]*?^```$/gm, '');
}

/** The npm scripts that a page names. */
export function scriptsIn(text: string): string[] {
  return [...text.matchAll(/npm (?:run (?:-s )?([a-z][\w:-]*)|(test)\b)/g)].map(
    (match) => match[1] ?? 'test',
  );
}

/** The targets of the links of a page, without links to other sites. */
function linksIn(text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page: explicit ones, and those that GitHub creates from headings. */
function anchorsOf(text: string): Set<string> {
  const set = [...text.matchAll(/<a id="([^"]+)"/g)].map((match) => match[1]!);
  const headings = [...prose(text).matchAll(/^#+ (.*)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...set, ...headings]);
}

/** The broken links of a page. */
export function brokenLinks(page: Page, paths: readonly string[]): string[] {
  return linksIn(page.text).filter((target) => {
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? page.path : join(dirname(page.path), file);
    if (path === page.path) return !anchorsOf(page.text).has(anchor ?? '');
    if (!paths.includes(path) && !paths.includes(`${path}/`)) return true;
    return anchor !== undefined && !anchorsOf(textOf(path)).has(anchor);
  });
}

/**
 * The paths in backticks that do not exist in the project. A path starts with a folder of the project, or is the name of a
 * TypeScript, YAML, JSON or Markdown file. `*` matches any part of a name. Text with placeholders in angle brackets is
 * ignored.
 */
export function missingPaths(text: string, paths: readonly string[]): string[] {
  const top = new Set(paths.filter((path) => path.indexOf('/') === path.length - 1));
  return [...prose(text).matchAll(/`([^`\s]+)`/g)]
    .map((match) => match[1]!)
    .filter((token) => !/[<>:=$]/.test(token))
    .filter((token) =>
      token.includes('/')
        ? top.has(`${token.split('/')[0]}/`)
        : /^[\w.]*\w\.(ts|mjs|ya?ml|json|md)$/.test(token),
    )
    .filter((token) => {
      const parts = token.replace(/\/$/, '').split('*').map(literally);
      const pattern = new RegExp(`^${parts.join('[^/]*')}/?$`);
      return !paths.some((path) => pattern.test(path));
    });
}

/** Escapes a text for use in a regular expression. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
