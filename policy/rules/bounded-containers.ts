import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

const sizes = ['cpu', 'memory', 'ephemeral-storage'];

/** Containers whose CPU, memory and disk are requested and limited. */
export const boundedContainers: Rule = {
  name: 'bounded-containers',
  why: 'A container that takes all memory or disk takes its node along (Kubernetes, Resource Management for Pods and Containers).',
  matches: workloads,
  validations: ['requests', 'limits'].map((part) => ({
    expression: `variables.containers.all(c, has(c.resources) && has(c.resources.${part}) && ${sizes
      .map((size) => `'${size}' in c.resources.${part}`)
      .join(' && ')})`,
    message: `a container has no ${part} of CPU, memory or ephemeral storage`,
    remedy: `set all of \`resources.${part}\`, as \`container\` does`,
  })),
  good: [goodDeployment()],
  bad: ['requests', 'limits'].flatMap((part) =>
    sizes.map((size) => ({
      what: `a container has no ${part} of ${size}`,
      at: ['spec', 'template', 'spec', 'initContainers', 0, 'resources', part, size],
    })),
  ),
};
