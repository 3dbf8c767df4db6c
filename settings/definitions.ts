import { cryptoserverDefaults as cryptoserver } from '../components/cryptoserver-defaults';
import { cryptoserverSettings } from './cryptoserver';
import { hotelsSettings } from './hotels';
import { secretText, text, textList } from './kinds';
import type { Setting } from './kinds';
import { aWord } from './patterns';
import { searchSettings } from './search';
import { systems } from './systems';
import { tokensSettings } from './tokens';

/** A setting, or a group of them under one name. */
export interface Definitions {
  readonly [name: string]: Setting<unknown> | Definitions;
}

/**
 * Every setting of a stack: `pulumi config set registry ghcr.io/me`, and for one within a group
 * `pulumi config set --path cryptoserver.replicas 3`. Checking, the types and the README's table all come from here.
 */
export const definitions = {
  context: text({
    does: 'The kubeconfig context of the cluster to deploy to.',
    allowed: 'the name of a kubeconfig context',
    pattern: aWord.pattern,
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
    ...aWord,
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
  systems: textList({
    does: 'The systems that the stack has; the settings of the others are checked and not used.',
    allowed: `a list of ${systems.join(', ')}`,
    pattern: new RegExp(`^(${systems.join('|')})$`),
    default: systems,
  }),
  cryptoserver: cryptoserverSettings,
  tokens: tokensSettings,
  hotels: hotelsSettings,
  search: searchSettings,
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
