import type { Rule, ValuesOf } from '../settings';
import { flag, secretText, text, textList } from '../settings/kinds';
import { defaultNodeAddress } from './kubernetes/node-url';
import { scalable } from './kubernetes/ownership';
import { aWord } from './ranges';

/**
 * The settings that belong to the whole stack, such as `pulumi config set registry ghcr.io/me`.
 *
 * @param systems - the names of the systems that a stack can have
 */
export function stackSettings(systems: readonly string[]) {
  return {
    context: text({
      does: 'The kubeconfig context of the cluster to deploy to.',
      allowed: 'the name of a kubeconfig context',
      pattern: aWord.pattern,
      optional: true,
      shownDefault: "the kubeconfig's current",
    }),
    newCluster: flag({
      does: 'Accepts that the kubeconfig leads to another cluster than at the last deployment. Remove it afterwards.',
      allowed: 'true or false',
      default: false,
    }),
    olderProgram: flag({
      does: 'Accepts that this program is older than that of the last deployment, and deletes what it does not know. Remove it afterwards.',
      allowed: 'true or false',
      default: false,
    }),
    autoscaled: textList({
      does: 'The workloads whose number of replicas belongs to an autoscaler: after their creation it is left alone.',
      allowed: `a list of ${scalable.join(', ')}`,
      pattern: new RegExp(`^(${scalable.join('|')})$`),
      optional: true,
    }),
    admission: flag({
      does: 'Has the cluster refuse objects in the namespaces of the stack that break a rule of docs/policy.md. Set it to false where you may not make cluster-wide objects.',
      allowed: 'true or false',
      default: true,
    }),
    registry: text({
      does: 'The registry to push built images to; the cluster pulls them from there.',
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
      does: 'The platforms to build images for.',
      allowed: 'a list of Linux platforms, such as ["linux/amd64", "linux/arm64"]',
      pattern: /^linux\/(386|amd64|arm|arm64|mips64|mips64le|ppc64le|riscv64|s390x)$/,
      optional: true,
      shownDefault: "the builder's own",
    }),
    nodeAddress: text({
      does: 'The host name or address of the nodes, for the URLs in the outputs.',
      allowed: 'a host name or an IP address, without scheme and port',
      pattern: /^([A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?|[0-9a-fA-F]*:[0-9a-fA-F:.]+)$/,
      default: defaultNodeAddress,
    }),
    systems: textList({
      does: 'The systems to deploy; the settings of the others are checked, but not used.',
      allowed: `a list of ${systems.join(', ')}`,
      pattern: new RegExp(`^(${systems.join('|')})$`),
      default: systems,
    }),
  } as const;
}

/** The checked settings that belong to the whole stack. */
export type CommonSettings = ValuesOf<ReturnType<typeof stackSettings>>;

/** A registry login needs both a user name and a password. */
export const registryLoginRule: Rule = {
  check: (given) =>
    (
      [
        ['registryUsername', 'registryPassword'],
        ['registryPassword', 'registryUsername'],
      ] as const
    )
      .filter(([one, other]) => given[one] !== undefined && given[other] === undefined)
      .map(([one, other]) => `${other} is not set: it must be set together with ${one}`),
};
