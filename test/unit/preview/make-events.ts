import type { StepEventMetadata, StepEventStateMetadata } from '@pulumi/pulumi/automation';

/** A step of a preview, with what the test is about; the rest is like that of a Deployment of the search. */
export type Step = Partial<Omit<StepEventMetadata, 'old' | 'new' | 'detailedDiff'>> & {
  readonly name?: string;
  readonly old?: Partial<StepEventStateMetadata>;
  readonly new?: Partial<StepEventStateMetadata>;
  readonly detailedDiff?: Readonly<Record<string, { diffKind: string; inputDiff: boolean }>>;
};

/** The event of a step, as Pulumi 3.246 writes it. */
export function stepEvent({
  name = 'search-replicas',
  type = 'kubernetes:apps/v1:Deployment',
  ...step
}: Step): object {
  const urn = `urn:pulumi:dev::shared-keys::shared-keys:index:ApiSearch$${type}::${name}`;
  const state = {
    type,
    urn,
    custom: true,
    id: 'search/api-search',
    parent: '',
    inputs: {},
    outputs: {},
    provider: '',
  };
  const { old, new: after, op = 'update' } = step;
  return {
    resourcePreEvent: {
      metadata: {
        ...step,
        op,
        urn,
        type,
        ...(op === 'create' ? {} : { old: { ...state, ...old } }),
        ...(op === 'delete' ? {} : { new: { ...state, ...after } }),
      },
    },
  };
}

/** The event of a step that is done, as `pulumi refresh --preview-only` writes it. */
export function doneEvent(step: Step): object {
  const { resourcePreEvent } = stepEvent(step) as { resourcePreEvent: object };
  return { resOutputsEvent: resourcePreEvent };
}

/** A log of events. */
export function logOf(...events: readonly object[]): string {
  return events
    .map((event, sequence) => `${JSON.stringify({ sequence, timestamp: 1, ...event })}\n`)
    .join('');
}

/** A value as Pulumi writes a secret one in its events. */
export const secretValue = {
  '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
  ciphertext: '[secret]',
};

/** A value as Pulumi writes one that is not known yet. */
export const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
