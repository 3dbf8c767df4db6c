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
  ],
  good: [goodData('Secret'), goodData('ConfigMap')],
  bad: [
    { what: 'nothing is said', at: 'immutable' },
    { what: 'it is mutable', at: 'immutable', to: false },
  ],
};
