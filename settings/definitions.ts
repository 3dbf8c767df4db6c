import { cryptoserverDefaults as cryptoserver, minimumServing } from '../components/cryptoserver-defaults';
import { choice, flag, secretText, text, textList, wholeNumber } from './kinds';
import type { Setting } from './kinds';

/** A setting, or a group of them under one name. */
export interface Definitions {
  readonly [name: string]: Setting<unknown> | Definitions;
}

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const word = /^\S+$/;

/**
 * Every setting of a stack: `pulumi config set registry ghcr.io/me`, and for one within a group
 * `pulumi config set --path cryptoserver.replicas 3`. Checking, the types and the README's table all come from here.
 */
export const definitions = {
  context: text({
    does: 'The kubeconfig context of the cluster to deploy to.',
    allowed: 'the name of a kubeconfig context',
    pattern: word,
    optional: true,
    shownDefault: "the kubeconfig's current",
  }),
  registry: text({
    does: 'The registry that built images are pushed to, and that the cluster pulls them from.',
    allowed:
      'a registry host with an optional port and path, without a scheme, such as ghcr.io/me or localhost:5001',
    pattern: /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([-._]+[a-z0-9]+)*)*$/,
    required: true,
  }),
  registryUsername: text({
    does: 'The user who pushes to the registry; needs `registryPassword` too.',
    allowed: 'text without spaces',
    pattern: word,
    optional: true,
    shownDefault: "the Docker client's own login",
  }),
  registryPassword: secretText({
    does: 'The password of `registryUsername`; set it with `--secret`.',
    allowed: 'text that is not empty',
    optional: true,
    shownDefault: "the Docker client's own login",
  }),
  platforms: textList({
    does: 'The platforms that built images are for.',
    allowed: 'a list of Linux platforms, such as ["linux/amd64", "linux/arm64"]',
    pattern: /^linux\/(386|amd64|arm|arm64|mips64|mips64le|ppc64le|riscv64|s390x)$/,
    optional: true,
    shownDefault: "the builder's own",
  }),
  nodeAddress: text({
    does: 'The host under which the nodes are reached, for the URLs in the outputs.',
    allowed: 'a host name or an IP address, without scheme and port',
    pattern: /^([A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/,
    default: cryptoserver.nodeAddress,
  }),
  cryptoserver: {
    namespace: text({
      does: 'The namespace of the cryptoserver.',
      allowed: 'a namespace of its own: lower-case letters, digits and dashes, not default and not kube-…',
      pattern: new RegExp(`^(?!default$|kube-)${label.source.slice(1)}`),
      default: cryptoserver.namespace,
    }),
    replicas: wholeNumber({
      does: 'How many replicas serve the keys; with two, the loss of one leaves fewer than promised.',
      allowed: `a whole number of at least ${minimumServing} and at most 100, since ${minimumServing} replicas must serve at all times`,
      atLeast: minimumServing,
      atMost: 100,
      default: cryptoserver.replicas,
    }),
    image: text({
      does: 'A published image to run instead of ours, which is then not built.',
      allowed: 'an image reference with a tag or a digest, such as quay.io/k8sexercices/fileserver:v1.0',
      pattern:
        /^[a-z0-9][-._a-z0-9]*(:\d+)?(\/[-._a-z0-9]+)*(:[\w][-.\w]{0,127}|@sha256:[0-9a-f]{64}|:[\w][-.\w]{0,127}@sha256:[0-9a-f]{64})$/,
      optional: true,
      shownDefault: 'ours, built from `images/fileserver`',
    }),
    createCommand: textList({
      does: 'The command that makes the keys file and then serves.',
      allowed: 'a list of at least one word, such as ["node", "/app/main.js", "create"]',
      pattern: /./,
      optional: true,
      shownDefault: 'that of our image, or with `image` that of the fileserver',
    }),
    serveCommand: textList({
      does: 'The command that only serves.',
      allowed: 'a list of at least one word, such as ["node", "/app/main.js"]',
      pattern: /./,
      optional: true,
      shownDefault: 'that of our image, or with `image` that of the fileserver',
    }),
    keysSeconds: wholeNumber({
      does: 'How many seconds our image takes to make the keys.',
      allowed: 'a whole number of seconds from 0 to 300',
      atLeast: 0,
      atMost: 300,
      default: cryptoserver.keysSeconds,
    }),
    storageClass: text({
      does: 'The storage class of the claim that holds the keys; fixed once the claim is there.',
      allowed: 'the name of a storage class: lower-case letters, digits, dashes and dots',
      pattern: /^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/,
      default: cryptoserver.storageClass,
    }),
    storage: text({
      does: 'The size of that claim.',
      allowed: 'a size in Mi, Gi or Ti, such as 1Gi',
      pattern: /^[1-9]\d*(Mi|Gi|Ti)$/,
      default: cryptoserver.storage,
    }),
    accessMode: choice(['ReadWriteOnce', 'ReadWriteMany'], {
      does: 'With `ReadWriteOnce` all replicas share a node; with `ReadWriteMany` they spread over the nodes.',
      allowed: 'ReadWriteOnce or ReadWriteMany',
      default: cryptoserver.accessMode,
    }),
    nodePort: wholeNumber({
      does: 'The port of the service on every node.',
      allowed: 'a whole number from 30000 to 32767',
      atLeast: 30000,
      atMost: 32767,
      optional: true,
      shownDefault: 'one that the cluster picks',
    }),
    keepData: flag({
      does: 'Whether `pulumi destroy` leaves the namespace and the claim, so that a later `pulumi up` serves the same keys; run `pulumi up` after changing it.',
      allowed: 'true or false',
      default: false,
    }),
  },
} as const satisfies Definitions;

/** The type of the values that a group of definitions stands for. */
type ValuesOf<D> = {
  readonly [K in keyof D]: D[K] extends Setting<infer T> ? T : ValuesOf<D[K]>;
};

/** The checked settings of a stack, one property for each definition. */
export type Settings = ValuesOf<typeof definitions>;

/** True when a definition is one setting and not a group of them. */
export function isSetting(definition: Setting<unknown> | Definitions): definition is Setting<unknown> {
  return typeof definition.parse === 'function';
}

/**
 * Every setting of the given definitions under its dotted name, in order.
 *
 * @param group - the definitions to list; all of them by default
 * @param prefix - what to put before each name; nothing by default
 */
export function listSettings(group: Definitions = definitions, prefix = ''): [string, Setting<unknown>][] {
  return Object.entries(group).flatMap(([name, definition]): [string, Setting<unknown>][] =>
    isSetting(definition) ? [[prefix + name, definition]] : listSettings(definition, `${prefix}${name}.`),
  );
}
