import { goodData } from '../examples';
import type { Rule } from '../rule';

/** Secrets and ConfigMaps that never change: a change is a new object, which rolls the pods. */
export const immutableData: Rule = {
  name: 'immutable-data',
  why: 'Pods started before and after a change in place would differ (Kubernetes, Secrets and ConfigMaps: immutable).',
  matches: ['Secret', 'ConfigMap'],
  validations: [
    {
      expression: 'has(object.immutable) && object.immutable',
      message: 'the content can be changed in place',
      remedy: 'set `immutable: true`, and leave the name to Pulumi, so that a change makes a new object',
    },
    {
      expression: "object.metadata.name.matches('-[0-9a-f]{8}$')",
      message: 'the name is not picked for the content',
      remedy:
        'leave the name to Pulumi: new content gets a new name, and pods that still run keep the old one',
    },
  ],
  good: [goodData('Secret'), goodData('ConfigMap')],
  bad: [
    { what: 'nothing is said', at: 'immutable' },
    { what: 'it is mutable', at: 'immutable', to: false },
    { what: 'it has a fixed name', at: 'metadata.name', to: 'settings' },
  ],
};
