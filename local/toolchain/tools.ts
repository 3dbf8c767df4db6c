import { join } from 'node:path';

/** The versions that the built tools print: the versions in their go.mod files. */
export const versions = {
  kubernetes: '1.36.3',
  pulumi: '3.246.0',
  plugins: { kubernetes: '4.27.0', 'docker-build': '0.0.22', random: '4.21.2' },
} as const;

/** A Go module in `local/tools`, built into one folder of binaries. */
export interface Tool {
  /** The name of its folder in `local/tools`. */
  readonly name: string;
  /** The main packages. Each binary is named after the last element of its package path. */
  readonly packages: readonly string[];
  /** Symbolic links to a binary that behaves according to the name by which it is called. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** Values of Go string variables, set by the linker (`-X`). */
  readonly variables: Readonly<Record<string, string>>;
  /** Files that a package embeds from another module: path in this module, to the other module and the path there. */
  readonly embedded: Readonly<Record<string, { module: string; path: string }>>;
}

const kubernetesProvider = 'github.com/pulumi/pulumi-kubernetes/provider/v4';
const [major, minor] = versions.kubernetes.split('.') as [string, string];

/** Kubernetes and CoreDNS in one binary, see `local/tools/kubernetes/main.go`. */
const kubernetes: Tool = {
  name: 'kubernetes',
  packages: ['.'],
  links: {
    kubernetes: [
      'coredns',
      'kube-apiserver',
      'kube-controller-manager',
      'kube-proxy',
      'kube-scheduler',
      'kubeadm',
      'kubectl',
      'kubelet',
      'machine-controller',
    ],
  },
  variables: Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((version) => [
      [`${version}.gitVersion`, `v${versions.kubernetes}`],
      [`${version}.gitMajor`, major],
      [`${version}.gitMinor`, minor],
      [`${version}.gitTreeState`, 'clean'],
    ]),
  ),
  embedded: {},
};

const buildkit: Tool = {
  name: 'buildkit',
  packages: ['github.com/moby/buildkit/cmd/buildctl', 'github.com/moby/buildkit/cmd/buildkitd'],
  links: {},
  variables: {},
  embedded: {},
};

const pulumi: Tool = {
  name: 'pulumi',
  packages: [
    'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    'github.com/pulumi/pulumi-docker-build/provider/cmd/pulumi-resource-docker-build',
    './pulumi-language-nodejs',
    './pulumi-resource-kubernetes',
  ],
  links: {},
  variables: {
    'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': `v${versions.pulumi}`,
    'github.com/pulumi/pulumi-docker-build/provider.Version': versions.plugins['docker-build'],
    [`${kubernetesProvider}/pkg/version.Version`]: versions.plugins.kubernetes,
    'main.version': versions.plugins.kubernetes,
  },
  embedded: {
    'pulumi-resource-kubernetes/schema.json': {
      module: kubernetesProvider,
      path: 'cmd/pulumi-resource-kubernetes/schema.json',
    },
    'pulumi-resource-kubernetes/terraform-mapping.json': {
      module: kubernetesProvider,
      path: 'cmd/pulumi-resource-kubernetes/terraform-mapping.json',
    },
  },
};

const pulumiRandom: Tool = {
  name: 'pulumi-random',
  packages: ['./pulumi-resource-random'],
  links: {},
  variables: { 'main.version': versions.plugins.random },
  embedded: {},
};

/** kube-router, of which only the firewall for NetworkPolicies runs. */
const kubeRouter: Tool = {
  name: 'kube-router',
  packages: ['github.com/cloudnativelabs/kube-router/v2/cmd/kube-router'],
  links: {},
  variables: {},
  embedded: {},
};

/** The program of the pause image: it keeps the Linux namespaces of a pod open. */
const pause: Tool = {
  name: 'pause',
  packages: ['.'],
  links: {},
  variables: {},
  embedded: {},
};

/** The tools that a local cluster needs. */
export const clusterTools: readonly Tool[] = [pause, buildkit, kubernetes, kubeRouter];

/** The tools that `pulumi up` needs. They are not built when the user's own Pulumi can be used. */
export const pulumiTools: readonly Tool[] = [pulumi, pulumiRandom];

/** The folder of the module of a tool. */
export function moduleFolder(project: string, tool: Tool): string {
  return join(project, 'local', 'tools', tool.name);
}
