import { goodStatefulSet } from '../examples';
import type { Rule } from '../rule';

const named = "object.metadata.name != 'cryptoserver'";
const claims = 'variables.volumes.filter(v, has(v.persistentVolumeClaim))';
const mountsNoClaim = `!${claims}.exists(v, v.name == m.name)`;

const template = {
  metadata: { name: 'own' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

/** Replicas that share one set of keys: one claim, with the keys in it before the server starts. */
export const sharedKeys: Rule = {
  name: 'shared-keys',
  why: 'With a claim for each replica, or a server that starts first, replicas would have different keys (docs/requirements.md).',
  matches: ['StatefulSet'],
  validations: [
    {
      expression: `${named} || !has(object.spec.volumeClaimTemplates)`,
      message: 'each replica has a claim of its own',
      remedy: 'mount one claim in all replicas, without `volumeClaimTemplates`',
    },
    {
      expression: `${named} || size(${claims}) == 1`,
      message: 'the replicas do not share exactly one claim',
      remedy: 'mount one claim, which is made beside the StatefulSet',
    },
    {
      expression: `${named} || size(variables.inits) > 0`,
      message: 'nothing makes the keys before the server starts',
      remedy: 'make them in an init container',
    },
    {
      expression: `${named} || variables.pod.containers.all(c, has(c.volumeMounts) && c.volumeMounts.all(m, ${mountsNoClaim} || (has(m.readOnly) && m.readOnly == true)))`,
      message: 'what only serves the keys can write to their volume',
      remedy: 'mount the claim with `readOnly: true` in every container that is no init container',
    },
  ],
  good: [goodStatefulSet(), goodStatefulSet('database', 1)],
  bad: [
    { what: 'it has claim templates', at: 'spec.volumeClaimTemplates', to: [template] },
    { what: 'it has no claim', at: 'spec.template.spec.volumes.0', to: { name: 'keys', emptyDir: {} } },
    { what: 'it has no init container', at: 'spec.template.spec.initContainers' },
    {
      what: 'its server may write to the volume',
      at: 'spec.template.spec.containers.0.volumeMounts.0.readOnly',
    },
    {
      what: 'its server is said to write to the volume',
      at: 'spec.template.spec.containers.0.volumeMounts.0.readOnly',
      to: false,
    },
  ],
};
