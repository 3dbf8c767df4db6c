/** What a deployment does to a resource, from the most to the least dangerous. */
export const operations = ['delete', 'replace', 'update', 'create'] as const;

/** One of {@link operations}. */
export type Operation = (typeof operations)[number];

/** A property of a resource that a deployment changes. */
export interface PropertyChange {
  /** Where it is in the resource, such as `spec.replicas` or `spec.ports[0].port`. */
  readonly path: string;
  /** Whether the resource has to be replaced because of it. */
  readonly replaces: boolean;
  /** The value before; undefined when there was none. */
  readonly old?: unknown;
  /** The value after; undefined when there is none any more. */
  readonly new?: unknown;
}

/** A resource that a deployment changes. */
export interface ResourceChange {
  readonly operation: Operation;
  /** Its type, such as `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program, such as `search-pods`. */
  readonly name: string;
  /** Its name in the cluster, with the namespace if it has one, such as `search/api-search`; undefined for any other resource. */
  readonly object?: string | undefined;
  /** Whether what is deleted stays in the cluster: the stack only forgets it. */
  readonly retained: boolean;
  /** The properties that an update or a replacement changes; none for the others. */
  readonly properties: readonly PropertyChange[];
}

/** What changes mean for the people who use a system. */
export interface Meaning {
  /** A sentence without its full stop. */
  readonly text: string;
  /** Whether data is lost. */
  readonly loses: boolean;
}

/** Tells what the changes of a system mean; nothing when nobody notices them. */
export type Meanings = (changes: readonly ResourceChange[]) => readonly Meaning[];
