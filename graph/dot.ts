import type { Graph, Subgraph } from '@viz-js/viz';

import { Anchors } from './anchors';
import type {
  ContainerPart,
  Edge,
  GraphModel,
  PodPart,
  ResourcePart,
  State,
  SystemPart,
  WorkloadPart,
} from './model';

type Node = NonNullable<Graph['nodes']>[number];
type GraphEdge = NonNullable<Graph['edges']>[number];

/** The font whose widths Graphviz takes: among those it knows, the widest without serifs. The style names more. */
const font = 'DejaVu Sans';
/** The sizes of text, in points. */
const size = { system: 18, workload: 15, pod: 13, node: 13, edge: 13 };

/** The attribute `id` of an edge in the picture, by its place in the model. */
export function edgeId(position: number): string {
  return `edge-${position}`;
}

/** The graph of a model as Graphviz lays it out: systems, workloads and pods are clusters, the other parts nodes. */
export function dotOf(model: GraphModel): Graph {
  const { systems, edges } = model;
  const anchors = new Anchors(model);
  return {
    graphAttributes: {
      rankdir: 'LR',
      // Edges may end at the frame of a workload or a pod.
      compound: true,
      fontname: font,
      nodesep: 0.16,
      ranksep: 0.2,
      pad: 0.1,
    },
    nodeAttributes: { fontname: font, fontsize: size.node, style: 'filled', margin: '0.1,0.06', height: 0.3 },
    edgeAttributes: { fontname: font, fontsize: size.edge, arrowsize: 0.7 },
    // In this direction Graphviz begins at the bottom.
    subgraphs: systems.toReversed().map(systemCluster),
    edges: edges.map((edge, position) => graphEdge(edge, position, anchors)).toReversed(),
  };
}

function systemCluster({ id, namespace, name, state, says, workloads, resources }: SystemPart): Subgraph {
  const title = name === '' ? `namespace ${namespace}` : `${name} in namespace ${namespace}`;
  return {
    ...cluster(id, 'system', state, `${title} · ${says}`),
    nodes: resources.toReversed().map(resourceNode),
    subgraphs: workloads.toReversed().map(workloadCluster),
  };
}

function workloadCluster({ id, kind, name, state, says, pods }: WorkloadPart): Subgraph {
  return {
    // On several lines where the pods are narrow.
    ...cluster(
      id,
      'workload',
      state,
      isWide(pods) ? `${kind} ${name} · ${says}` : `${kind}\n${name}\n${says}`,
    ),
    // Graphviz draws no empty cluster.
    nodes: pods.length === 0 ? [node(`${id}/none`, 'none', state, 'no pods', { shape: 'plain' })] : [],
    subgraphs: pods.toReversed().map(podCluster),
  };
}

/** Whether containers stand beside each other in a pod. */
function isWide(pods: readonly PodPart[]): boolean {
  return pods.some(({ containers }) => containers.some(({ init }) => init));
}

function podCluster({ id, name, state, says, containers }: PodPart): Subgraph {
  return {
    ...cluster(id, 'pod', state, `${name} · ${says}`),
    nodes: containers.toReversed().map(containerNode),
  };
}

function containerNode({ id, name, init, state, says }: ContainerPart): Node {
  const label = `${name}\n${init ? 'init · ' : ''}${says}`;
  return node(
    id,
    'container',
    state,
    label,
    init ? { shape: 'box' } : { shape: 'box', style: 'rounded,filled' },
  );
}

const resourceShapes: Readonly<Record<ResourcePart['kind'], Node['attributes']>> = {
  Service: { shape: 'box', peripheries: 2 },
  Secret: { shape: 'note' },
  ConfigMap: { shape: 'note' },
  PersistentVolumeClaim: { shape: 'cylinder' },
};

function resourceNode({ id, kind, name, title, state, says }: ResourcePart): Node {
  return node(id, kind, state, `${name}\n${title}\n${says}`, resourceShapes[kind]);
}

function cluster(id: string, role: keyof typeof size, state: State, label: string): Subgraph {
  return {
    name: `cluster ${id}`,
    graphAttributes: {
      class: `${role} ${state}`,
      // Each line ends at the left.
      label: `${plain(label).replaceAll('\n', '\\l')}\\l`,
      labeljust: 'l',
      fontname: font,
      fontsize: size[role],
      style: 'rounded,filled',
      margin: 8,
    },
  };
}

function node(id: string, role: string, state: State, label: string, attributes: Node['attributes']): Node {
  return { name: id, attributes: { ...attributes, class: `${role} ${state}`, label: plain(label) } };
}

/** A label without what Graphviz takes for an escape. */
function plain(label: string): string {
  return label.replaceAll('\\', '\\\\');
}

function graphEdge(edge: Edge, position: number, anchors: Anchors): GraphEdge {
  const { from, to, flow, label, detail, both } = edge;
  const [tail, head] = [anchors.of(edge, 'from'), anchors.of(edge, 'to')];
  return {
    tail: tail ?? from,
    head: head ?? to,
    attributes: {
      id: edgeId(position),
      class: flow,
      label: plain(detail === '' ? label : `${label}\nfor ${detail.replaceAll(', ', ',\n')}`),
      ...(both && { dir: 'both' }),
      ...(tail !== undefined && { ltail: `cluster ${from}` }),
      ...(head !== undefined && { lhead: `cluster ${to}` }),
    },
  };
}
