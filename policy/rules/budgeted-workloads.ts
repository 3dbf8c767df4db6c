import { isDeepStrictEqual } from 'node:util';

import { goodBudget, goodDeployment } from '../examples';
import type { StackResource, StackRule } from '../stack-rule';

interface Workload {
  readonly metadata: { readonly namespace?: unknown };
  readonly spec: { readonly replicas?: number; readonly selector: unknown; readonly minAvailable?: unknown };
}

const shapeOf = ({ props }: StackResource): Workload => props as unknown as Workload;

const workload: StackResource = {
  type: 'kubernetes:apps/v1:Deployment',
  name: 'app',
  props: goodDeployment(),
};
const budget: StackResource = {
  type: 'kubernetes:policy/v1:PodDisruptionBudget',
  name: 'app-budget',
  props: goodBudget(),
};

const wrong = 'the workload has not exactly one disruption budget that leaves an eviction';

/** A disruption budget for each workload of several replicas, which leaves one eviction. */
export const budgetedWorkloads: StackRule = {
  name: 'budgeted-workloads',
  why: 'Without a budget, a drain evicts all replicas at once (Kubernetes, Specifying a Disruption Budget for your Application).',
  wrong,
  judge: ({ resources }) => {
    const budgets = resources.filter(({ type }) => type.endsWith(':PodDisruptionBudget'));
    return resources
      .filter(({ type }) => /:(Deployment|StatefulSet)$/.test(type))
      .flatMap((one) => {
        const { metadata, spec } = shapeOf(one);
        if ((spec.replicas ?? 1) < 2) return [];
        const own = budgets
          .map(shapeOf)
          .filter(
            (budget) =>
              budget.metadata.namespace === metadata.namespace &&
              isDeepStrictEqual(budget.spec.selector, spec.selector),
          );
        if (own.length === 1) {
          const least = own[0]?.spec.minAvailable;
          if (typeof least !== 'number' || least < (spec.replicas ?? 1)) return [];
        }
        return [
          {
            resource: one.name,
            message: wrong,
            remedy: 'make one with the same selector in the same namespace, as `disruptionBudget` does',
          },
        ];
      });
  },
  good: [
    { resources: [workload, budget, { ...workload, props: goodDeployment('hotels', 1) }] },
    { resources: [workload, { ...budget, props: goodBudget({ minAvailable: 3 }) }] },
  ],
  bad: [
    { what: 'there is no budget', at: 'resources.1.type', to: 'kubernetes:core/v1:ConfigMap' },
    {
      what: 'the budget is of other pods',
      at: 'resources.1.props.spec.selector',
      to: { matchLabels: {} },
    },
    { what: 'the budget is elsewhere', at: 'resources.1.props.metadata.namespace', to: 'other' },
    { what: 'there are two budgets', at: 'resources.3', to: budget },
    {
      what: 'the budget wants all replicas',
      of: 1,
      at: 'resources.1.props.spec.minAvailable',
      to: 4,
    },
  ],
};
