import { SECRET } from './engine-events';
import { secretSignature, signature } from '../local/host/pulumi-values';

/** A secret shorter than this is hidden only where it is a whole value: as a part, it would be found in any text. */
const SHORTEST_PART = 6;

/**
 * The secrets in the state of a stack.
 *
 * @param state - as `pulumi stack export --show-secrets` prints it, parsed
 */
export function secretsInState(state: unknown): string[] {
  if (state === null || typeof state !== 'object') return [];
  const marked = state as { readonly [signature]?: unknown; readonly plaintext?: unknown };
  if (marked[signature] === secretSignature && typeof marked.plaintext === 'string')
    return textsIn(JSON.parse(marked.plaintext));
  return Object.values(state).flatMap(secretsInState);
}

/**
 * The secrets in the settings of a stack.
 *
 * @param settings - as `pulumi config --json --show-secrets` prints them, parsed
 * @param file - the parsed file of the settings, which says by `secure` what in a group is secret
 */
export function secretsInSettings(
  settings: Readonly<Record<string, { readonly value?: string; readonly objectValue?: unknown }>>,
  file: Readonly<Record<string, unknown>>,
): string[] {
  return Object.entries(file).flatMap(([name, written]) => {
    const { value, objectValue } = settings[name] ?? {};
    return secretsBeside(written, objectValue ?? value);
  });
}

/** The texts in a value that are at a place where another value has an encrypted one. */
function secretsBeside(written: unknown, value: unknown): string[] {
  if (written === null || typeof written !== 'object') return [];
  if ('secure' in written) return textsIn(value);
  return Object.entries(written).flatMap(([key, inner]) =>
    secretsBeside(inner, (value as Record<string, unknown> | undefined)?.[key]),
  );
}

/** All texts in a value, numbers too. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

/** Hides secrets, in every form in which they could be shown: raw, in base64 and in a URL. */
export class Mask {
  /** The forms, the longest first: one may contain another. */
  private readonly forms: readonly string[];

  /** @param secrets - the secrets; empty ones are none */
  constructor(secrets: readonly string[]) {
    const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf));
    this.forms = [...forms].sort((a, b) => b.length - a.length);
  }

  /** A value without secrets: all texts in it, its keys too. */
  hide<T>(value: T): T {
    return this.hidden(value) as T;
  }

  private hidden(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.forms.includes(String(value)) ? SECRET : value;
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((inner) => this.hidden(inner));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.text(key), this.hidden(inner)]),
    );
  }

  private text(text: string): string {
    return this.forms.reduce((shown, form) => {
      if (form.length >= SHORTEST_PART) return shown.replaceAll(form, SECRET);
      return shown === form ? SECRET : shown;
    }, text);
  }
}

/** The forms of a secret. What is base64 already, as in a Secret, is hidden decoded too. */
function formsOf(secret: string): string[] {
  const decoded = Buffer.from(secret, 'base64');
  const isBase64 = decoded.length > 0 && decoded.toString('base64') === secret;
  return [secret, ...(isBase64 ? [decoded.toString()] : [])].flatMap((plain) => {
    const bytes = Buffer.from(plain);
    const encoded = [
      bytes.toString('base64'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
    ];
    const inText = JSON.stringify(plain).slice(1, -1);
    // From the bytes: half a character has no form in a URL.
    const forUrls = [...encoded, bytes.toString()].flatMap((text) => [
      encodeURIComponent(text),
      new URLSearchParams({ '': text }).toString().slice(1),
    ]);
    return [plain, inText, ...encoded, ...forUrls];
  });
}
