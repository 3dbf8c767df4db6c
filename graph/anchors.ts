import type { Edge, GraphModel, PodPart } from './model';

/** A workload or a pod, at whose frame edges may end. */
interface Frame {
  readonly pods: readonly PodPart[];
  /** The place of the workload among all. */
  readonly place: number;
}

/** Where the edges of frames end: Graphviz knows only edges between nodes, and cuts them off at the frame. */
export class Anchors {
  private readonly frames = new Map<string, Frame>();
  private readonly edges: readonly Edge[];

  /** @param model - the whole picture */
  constructor({ systems, edges }: GraphModel) {
    this.edges = edges;
    for (const [place, { id, pods }] of systems.flatMap(({ workloads }) => workloads).entries()) {
      this.frames.set(id, { pods, place });
      for (const pod of pods) this.frames.set(pod.id, { pods: [pod], place });
    }
  }

  /**
   * The node that an edge leads to or comes from in place of a frame: of several edges of a frame, each at another pod.
   *
   * @returns undefined when that end of the edge is no frame
   */
  of(edge: Edge, end: 'from' | 'to'): string | undefined {
    const frame = this.frames.get(edge[end]);
    if (frame === undefined) return undefined;
    const other = end === 'from' ? 'to' : 'from';
    // What is shared with a workload further down ends further down, so that it crosses no other edge.
    const same = this.edges
      .filter((one) => one[end] === edge[end])
      .sort((a, b) => this.pull(a[other], frame) - this.pull(b[other], frame));
    const share = (same.indexOf(edge) + 0.5) / same.length;
    const containers = frame.pods[Math.floor(share * frame.pods.length)]?.containers ?? [];
    return (end === 'to' ? containers[0] : containers.at(-1))?.id;
  }

  /** How far below a frame the others are that have edges to the same resource, on average. */
  private pull(resource: string, { place }: Frame): number {
    const places = this.edges
      .filter(({ from, to }) => from === resource || to === resource)
      .flatMap(({ from, to }) => this.frames.get(from === resource ? to : from)?.place ?? []);
    return places.reduce((sum, one) => sum + one - place, 0) / places.length;
  }
}
