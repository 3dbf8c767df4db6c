import { goodDeployment } from '../examples';
import type { Stack, StackResource, StackRule } from '../stack-rule';

/** The published images that a stack may run, without tags. */
export const publishedImages = [
  'quay.io/k8sexercices/fileserver',
  'ghcr.io/go-elevate/k8s4arch-hotels-backend',
  'ghcr.io/go-elevate/k8s4arch-hotels-frontend',
  'docker.io/jonhyble/romo_valadez_kubernetes',
];

interface Pod {
  readonly initContainers?: readonly { readonly image?: unknown }[];
  readonly containers?: readonly { readonly image?: unknown }[];
}

/** The images of a workload, as far as they are known. */
function imagesOf({ props }: StackResource): string[] {
  const { template } = (props.spec ?? {}) as { readonly template?: { readonly spec?: Pod } };
  const { initContainers = [], containers = [] } = template?.spec ?? {};
  return [...initContainers, ...containers].flatMap(({ image }) =>
    typeof image === 'string' ? [image] : [],
  );
}

/** Whether an image is built for the stack, a published one, or the one that a setting `image` names. */
function isKnown({ settings = {} }: Stack, image: string): boolean {
  const [repository = ''] = image.replace(/@.*$/, '').split(/:(?=[^/]*$)/);
  if (publishedImages.includes(repository)) return true;
  if (typeof settings.registry === 'string' && repository.startsWith(`${settings.registry}/shared-keys/`))
    return true;
  return Object.values(settings).some((group) => {
    const own = (group as { readonly image?: unknown } | null)?.image;
    return typeof own === 'string' && (image === own || image.startsWith(`${own}@`));
  });
}

const workload: StackResource = {
  type: 'kubernetes:apps/v1:Deployment',
  name: 'search-replicas',
  props: goodDeployment(),
};
const first = 'resources.0.props.spec.template.spec.containers.0.image';
const digest = `sha256:${'a'.repeat(64)}`;
const wrong = 'a container runs an image that is neither built for the stack nor a published one';

/** Images of the stack's own registry, and published ones that are named. */
export const knownImages: StackRule = {
  name: 'known-images',
  why: 'A digest says that an image does not change, but not whose it is (Kubernetes, Cloud Native Security: Distribute).',
  wrong,
  judge: (stack) =>
    stack.resources
      .filter(({ type }) => /:(Deployment|StatefulSet)$/.test(type))
      .filter((one) => imagesOf(one).some((image) => !isKnown(stack, image)))
      .map(({ name }) => ({
        resource: name,
        message: wrong,
        remedy: 'take it from `Images`, add its name to this rule, or set the setting `image` of its system',
      })),
  good: [
    { resources: [workload], settings: { registry: 'registry.example' } },
    {
      resources: [workload],
      settings: { registry: 'registry.example', cryptoserver: { image: 'a.example/own:1' } },
    },
  ],
  bad: [
    { what: 'the registry is another one', at: 'settings.registry', to: 'other.example' },
    { what: 'a container has the image of somebody', at: first, to: `a.example/own:1@${digest}` },
    {
      what: 'a container has an image beside the one that is set',
      of: 1,
      at: first,
      to: `a.example/own:12@${digest}`,
    },
    {
      what: 'an init container has the image of somebody',
      at: first.replace('containers', 'initContainers'),
      to: `docker.io/library/busybox@${digest}`,
    },
    {
      what: 'the name only begins as a published one',
      at: first,
      to: `quay.io/k8sexercices/fileserver-of-another@${digest}`,
    },
  ],
};
