import { join } from 'node:path';

/** The versions that the built tools tell; those of the go.mod files beside them. */
export const versions = {
  kubernetes: '1.36.3',
  pulumi: '3.246.0',
  plugins: { kubernetes: '4.27.0', 'docker-build': '0.0.22', random: '4.21.2' },
} as const;

/** One Go module of `local/tools`, built into one folder of binaries. */
export interface Tool {
  /** Its folder in `local/tools`, and its name in what is shown. */
  readonly name: string;
  /** The packages of the binaries, each named after the last part of its package's path. */
  readonly packages: readonly string[];
  /** Other names of a binary that looks at what it was called. */
  readonly links: Readonly<Record<string, readonly string[]>>;
  /** Values of string variables, set by the linker. */
  readonly variables: Readonly<Record<string, string>>;
  /** Files of other modules that a package embeds: file in this module by module and path there. */
  readonly embedded: Readonly<Record<string, { module: string; path: string }>>;
}

const kubernetesProvider = 'github.com/pulumi/pulumi-kubernetes/provider/v4';
const [major, minor] = versions.kubernetes.split('.') as [string, string];

/** Kubernetes in one binary, CoreDNS among it: see `local/tools/kubernetes/main.go`. */
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

/** The container that holds a pod's namespaces. */
const pause: Tool = {
  name: 'pause',
  packages: ['.'],
  links: {},
  variables: {},
  embedded: {},
};

/** What a local cluster runs on. */
export const clusterTools: readonly Tool[] = [pause, buildkit, kubernetes];

/** What `pulumi up` runs on; left out where the user's own Pulumi will do. */
export const pulumiTools: readonly Tool[] = [pulumi, pulumiRandom];

/** The folder of a tool's module. */
export function moduleFolder(project: string, tool: Tool): string {
  return join(project, 'local', 'tools', tool.name);
}
