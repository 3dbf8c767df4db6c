import type { Edge } from './model';
import type { DrawnPod } from './pods';
import type { Handover, Use } from './uses';

/**
 * The edges between the pods of a workload and what they use. What all pods do in the same way is one edge of the workload:
 * otherwise a line for each pod would cross those of the others.
 *
 * @param workload - the id of the workload
 * @param idOf - the id of what is used; undefined when it is not drawn
 */
export function edgesOf(
  workload: string,
  pods: readonly DrawnPod[],
  idOf: (use: Use, pod: DrawnPod) => string | undefined,
): readonly Edge[] {
  const found = new Map<string, { use: Use; resource: string; pods: string[] }>();
  for (const drawn of pods)
    for (const use of drawn.uses) {
      const resource = idOf(use, drawn);
      if (resource === undefined) continue;
      const key = JSON.stringify(use);
      const same = found.get(key) ?? { use, resource, pods: [] };
      found.set(key, { ...same, pods: [...same.pods, drawn.part.id] });
    }
  return [...found.values()].flatMap(({ use, resource, pods: users }) =>
    (users.length === pods.length ? [workload] : users).map((user) => edge(use, resource, user)),
  );
}

/** The edges between the containers of a pod. */
export function edgesWithin(pod: string, handovers: readonly Handover[]): readonly Edge[] {
  return handovers.map(({ from, to, flow, label }) => ({
    from: `${pod}/${from}`,
    to: `${pod}/${to}`,
    flow,
    label,
    detail: '',
    both: false,
  }));
}

/** What is written flows to the right, what is only read comes from the left. */
function edge({ flow, containers, writes }: Use, resource: string, user: string): Edge {
  const [from, to] = writes ? [user, resource] : [resource, user];
  return { from, to, flow, label: flow, detail: containers.join(', '), both: writes };
}
