import { goodBudget } from '../examples';
import type { Rule } from '../rule';

/** Disruption budgets that let a node be drained. */
export const openBudgets: Rule = {
  name: 'open-budgets',
  why: 'A budget that allows no eviction blocks the drain of a node for ever (Kubernetes, Specifying a Disruption Budget).',
  matches: ['PodDisruptionBudget'],
  validations: [
    {
      expression:
        "!has(object.spec) || !has(object.spec.maxUnavailable) || !(object.spec.maxUnavailable == 0 || object.spec.maxUnavailable == '0%')",
      message: 'the budget allows no eviction',
      remedy: 'set `maxUnavailable: 1`',
    },
    {
      expression: "!has(object.spec) || !has(object.spec.minAvailable) || object.spec.minAvailable != '100%'",
      message: 'the budget wants all pods at all times',
      remedy: 'set `minAvailable` below the number of replicas',
    },
  ],
  good: [goodBudget(), goodBudget({ minAvailable: 2 })],
  bad: [
    { what: 'no pod may be unavailable', at: 'spec.maxUnavailable', to: 0 },
    { what: 'no share of the pods may be unavailable', at: 'spec.maxUnavailable', to: '0%' },
    {
      what: 'all pods must be available',
      of: 1,
      at: 'spec.minAvailable',
      to: '100%',
    },
  ],
};
