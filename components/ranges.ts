// What an argument of a component may be. The setting of that argument uses the same object.

/** The whole numbers that are allowed, both bounds included. */
export interface NumberRange {
  /** What is allowed, in words that follow "it must be". */
  readonly allowed: string;
  readonly atLeast: number;
  readonly atMost: number;
}

/** The texts that are allowed: those that match a pattern. A list of texts is allowed when it has at least one, and all match. */
export interface TextRange {
  /** What is allowed, in words that follow "it must be". */
  readonly allowed: string;
  readonly pattern: RegExp;
  /** The texts that hold a secret, and what that is; when there can be any, no text is shown in an error. */
  readonly secretIf?: { readonly holds: string; readonly pattern: RegExp };
}

/**
 * The whole numbers from one to another.
 *
 * @param atLeast - the least of them
 * @param atMost - the greatest of them
 * @param unit - what is counted, such as `seconds`; default: nothing is said of it
 */
export function wholeNumbers(atLeast: number, atMost: number, unit?: string): NumberRange {
  const counted = unit === undefined ? '' : ` of ${unit}`;
  return { allowed: `a whole number${counted} from ${atLeast} to ${atMost}`, atLeast, atMost };
}

/** True when a value is in a range: a number, a text, or a list of texts. */
export function isWithin(range: NumberRange | TextRange, value: unknown): boolean {
  if ('pattern' in range) {
    const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
    return texts.length > 0 && texts.every((text) => typeof text === 'string' && range.pattern.test(text));
  }
  return Number.isInteger(value) && Number(value) >= range.atLeast && Number(value) <= range.atMost;
}

const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

/** The name of a namespace, which only one system may use. */
export const aNamespace = {
  allowed: 'the name of a namespace: lower-case letters, digits and dashes, not default and not kube-…',
  pattern: new RegExp(`^(?!default$|kube-)${label}$`),
} as const;

/** Text without spaces. */
export const aWord = { allowed: 'text without spaces', pattern: /^\S+$/ } as const;

/** An image of a registry. It needs a tag or a digest: without one, it would be whatever was pushed last. */
export const anImage = {
  allowed: 'an image reference with a tag or a digest, such as quay.io/k8sexercices/fileserver:v1.0',
  pattern:
    /^[a-z0-9][-._a-z0-9]*(:\d+)?(\/[-._a-z0-9]+)*(:[\w][-.\w]{0,127}|@sha256:[0-9a-f]{64}|:[\w][-.\w]{0,127}@sha256:[0-9a-f]{64})$/,
} as const;

/** The name of a storage class. */
export const aStorageClass = {
  allowed: 'the name of a storage class: lower-case letters, digits, dashes and dots',
  pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
} as const;

/** The size of a claim. */
export const aSize = {
  allowed: 'a size in Mi, Gi or Ti, such as 1Gi',
  pattern: /^[1-9]\d*(Mi|Gi|Ti)$/,
} as const;

/** A port of a NodePort service. */
export const aNodePort = wholeNumbers(30000, 32767);

/** The setting of such a port may be left out. */
export const pickedNodePort = { optional: true, shownDefault: 'picked by the cluster' } as const;

/** A command of a container, as a list of words. */
export const aCommand = {
  allowed: 'a list of at least one word, such as ["node", "main.js"]',
  pattern: /./,
} as const;
