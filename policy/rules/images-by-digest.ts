import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

/** Images by digest. */
export const imagesByDigest: Rule = {
  name: 'images-by-digest',
  why: 'A tag can move, so that replicas of one workload run different programs (Kubernetes, Images: image digests).',
  matches: workloads,
  validations: [
    {
      expression: "variables.containers.all(c, c.image.matches('^[^@]+@sha256:[0-9a-f]{64}$'))",
      message: 'a container has an image without a digest',
      remedy: 'take the image from `Images`, which gives `<repository>@sha256:…`',
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
  ],
};
