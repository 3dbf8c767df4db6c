import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

const byDigest = '^[^@]+@sha256:[0-9a-f]{64}$';

/** Images by digest. */
export const imagesByDigest: Rule = {
  name: 'images-by-digest',
  why: 'A tag can move, so that replicas of one workload run different programs (Kubernetes, Images: image digests).',
  matches: workloads,
  validations: [
    {
      expression: `variables.containers.all(c, c.image.matches('${byDigest}'))`,
      message: 'a container has an image without a digest',
      remedy: 'take the image from `Images`, which gives `<repository>@sha256:…`',
    },
    {
      expression: `variables.volumes.all(v, !has(v.image) || has(v.image.reference) && v.image.reference.matches('${byDigest}'))`,
      message: 'a volume is an image without a digest',
      remedy: 'name the image by its digest',
    },
  ],
  good: [goodDeployment()],
  bad: [
    {
      what: 'a container has an image by tag',
      at: 'spec.template.spec.containers.0.image',
      to: 'registry.example/server:1.0',
    },
    {
      what: 'an init container has an image with half a digest',
      at: 'spec.template.spec.initContainers.0.image',
      to: 'registry.example/a@sha256:abc',
    },
    {
      what: 'a volume is an image by tag',
      at: 'spec.template.spec.volumes.1',
      to: { name: 'files', image: { reference: 'registry.example/files:1.0' } },
    },
  ],
};
