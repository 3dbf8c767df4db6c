/** What several settings allow, each as the words and the pattern of a text, or the words and the bounds of a number. */

const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';

/** The name of a namespace that a system has to itself. */
export const aNamespace = {
  allowed: 'a namespace of its own: lower-case letters, digits and dashes, not default and not kube-…',
  pattern: new RegExp(`^(?!default$|kube-)${label}$`),
} as const;

/** Text without spaces. */
export const aWord = { allowed: 'text without spaces', pattern: /^\S+$/ } as const;

/** An image of a registry, which must not be the newest of whatever there is. */
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
export const aNodePort = {
  allowed: 'a whole number from 30000 to 32767',
  atLeast: 30000,
  atMost: 32767,
  optional: true,
  shownDefault: 'one that the cluster picks',
} as const;
