import { isDeepStrictEqual } from 'node:util';

import type {
  EngineEvent,
  PolicyEvent,
  StepEventMetadata,
  StepEventStateMetadata,
} from '@pulumi/pulumi/automation';

import { operations, type Operation, type PropertyChange, type ResourceChange } from '../components/change';
import { meaningsOf } from '../components/meanings';
import { secretSignature, signature } from '../local/host/pulumi-values';
import { stepsOf, valueAt, type Step } from './property-path';
import type { StackPreview } from './report';

/** An event, with those that Pulumi's Automation API does not know. */
interface PreviewEvent extends EngineEvent {
  /** A policy pack has judged the whole stack, which comes last. */
  readonly policyAnalyzeStackSummaryEvent?: { readonly policyPackName: string };
}

/** What a preview shows instead of a value that is secret. */
export const SECRET = '[secret]';
/** What a preview shows instead of a value that is known only later. */
export const UNKNOWN = '(known after it is applied)';

// How Pulumi writes such a value: sdk/go/common/resource/plugin/rpc.go.
const unknownValue = /^04da6b54-80e4-46f7-96ec-b56ff0331ba9$/;

/** What Pulumi says at the end of a preview that fails; why has been said before. */
const NO_REASON = 'preview failed';

/** The operations of Pulumi's steps. A replacement has three steps, of which one counts; the others change nothing. */
const operationOf: Readonly<Partial<Record<string, Operation>>> = {
  create: 'create',
  import: 'create',
  update: 'update',
  replace: 'replace',
  'import-replacement': 'replace',
  delete: 'delete',
};

/**
 * Reads the log of a preview's events.
 *
 * @param stack - the name of the stack
 * @param log - one event a line, as JSON; a line that is not whole is left out
 * @returns what the preview found, without values that Pulumi marks as secret and without the content of Secrets
 */
export function readPreview(stack: string, log: string): StackPreview {
  const events = log.split('\n').flatMap(parsed);
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const changes = steps.flatMap(changeOf).sort(byDanger);
  const packs = events.flatMap(({ policyAnalyzeStackSummaryEvent: judged }) => judged?.policyPackName ?? []);
  return {
    stack,
    changes,
    unchanged: steps.filter((step) => step.op === 'same' && isReal(step)).length,
    meanings: [...meaningsOf(changes)],
    violations: events.flatMap(({ policyEvent }) => (policyEvent ? [violationOf(policyEvent)] : [])),
    policyPacks: [...new Set(packs)],
    warnings: [...new Set(events.flatMap((event) => messagesOf(event, 'warning')))],
    othersChange: events.some((event) => changesOutputs(event) || changesOptions(event)),
    errors: events.flatMap((event) => messagesOf(event, 'error')),
  };
}

/**
 * Reads the log of the events of `pulumi refresh --preview-only`.
 *
 * @param log - one event a line, as JSON; a line that is not whole is left out
 * @returns what differs in the cluster from the state of a stack, as the cluster has changed: what it has no more is deleted; and
 * what prevented the comparison
 */
export function readDifferences(log: string): Pick<StackPreview, 'changes' | 'errors'> {
  const events = log.split('\n').flatMap(parsed);
  const steps = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  return {
    changes: steps.flatMap(changeOf).sort(byDanger),
    errors: events.flatMap((event) => messagesOf(event, 'error')),
  };
}

function messagesOf({ diagnosticEvent }: PreviewEvent, severity: 'error' | 'warning'): string[] {
  if (diagnosticEvent?.severity !== severity) return [];
  const text = textOf(diagnosticEvent.message);
  return text === NO_REASON ? [] : [text];
}

/** Whether the stack itself, whose properties are its outputs, gets others. Its last event has them. */
function changesOutputs({ resOutputsEvent }: PreviewEvent): boolean {
  const { type, old, new: after } = resOutputsEvent?.metadata ?? {};
  return type === 'pulumi:pulumi:Stack' && !isDeepStrictEqual(old?.outputs ?? {}, after?.outputs ?? {});
}

/** Whether a resource gets other options of Pulumi, which are no change of the resource. */
function changesOptions({ resourcePreEvent }: PreviewEvent): boolean {
  const { old, new: after } = resourcePreEvent?.metadata ?? {};
  // Pulumi writes null for none.
  if (!old || !after) return false;
  const optionsOf = ({
    parent,
    protect = false,
    provider,
    retainOnDelete = false,
  }: StepEventStateMetadata): object => ({
    parent,
    protect,
    provider,
    retainOnDelete,
  });
  return !isDeepStrictEqual(optionsOf(old), optionsOf(after));
}

function parsed(line: string): PreviewEvent[] {
  try {
    return line.trim() === '' ? [] : [JSON.parse(line) as PreviewEvent];
  } catch {
    return []; // Cut off: Pulumi was killed.
  }
}

/** Whether a step is about something outside Pulumi: neither a component nor a provider. */
function isReal({ old, new: after, type }: StepEventMetadata): boolean {
  return (after ?? old)?.custom === true && !type.startsWith('pulumi:providers:');
}

function changeOf(step: StepEventMetadata): ResourceChange[] {
  const operation = operationOf[step.op];
  if (operation === undefined || !isReal(step)) return [];
  const { type, urn, old, new: after } = step;
  const change = {
    operation,
    type,
    name: urn.slice(urn.lastIndexOf('::') + 2),
    object: objectOf(type, (operation === 'create' ? after : old) ?? after),
    // The old one is what goes.
    retained: old?.retainOnDelete ?? false,
  };
  if (operation === 'create' || operation === 'delete') return [{ ...change, properties: [] }];
  return [{ ...change, properties: propertiesOf(step) }];
}

/** The name of an object in the cluster, from the metadata of the resource. */
function objectOf(type: string, state: StepEventStateMetadata | undefined): string | undefined {
  if (!type.startsWith('kubernetes:')) return undefined;
  const [name, namespace] = ['name', 'namespace'].map(
    (field) => valueAt(state?.outputs, ['metadata', field]) ?? valueAt(state?.inputs, ['metadata', field]),
  );
  if (typeof name !== 'string' || unknownValue.test(name)) return undefined;
  return typeof namespace === 'string' && !unknownValue.test(namespace) ? `${namespace}/${name}` : name;
}

/** The changed properties. A provider that tells no details names the properties at the top only. */
function propertiesOf({
  type,
  old,
  new: after,
  detailedDiff,
  diffs,
  keys,
}: StepEventMetadata): PropertyChange[] {
  const details = Object.entries(detailedDiff ?? {}).map(([path, { diffKind }]) => ({
    path,
    kind: diffKind,
  }));
  const named = (diffs ?? []).map((path) => ({
    path,
    kind: keys?.includes(path) ? 'update-replace' : 'update',
  }));
  return (details.length > 0 ? details : named).map(({ path, kind }) => {
    const steps = stepsOf(path);
    const from = kind.startsWith('add') ? undefined : shown(valueIn(old, steps), type, steps);
    const to = kind.startsWith('delete') ? undefined : shown(valueIn(after, steps), type, steps);
    return {
      path,
      replaces: kind.endsWith('replace'),
      ...(from === undefined ? {} : { old: from }),
      ...(to === undefined ? {} : { new: to }),
    };
  });
}

/** The value that the program gives a property, or else the one that the cluster has. */
function valueIn(state: StepEventStateMetadata | undefined, steps: readonly Step[]): unknown {
  return valueAt(state?.inputs, steps) ?? valueAt(state?.outputs, steps);
}

/** A value as it may be shown: what is secret or not known is replaced, and so is all content of a Secret. */
function shown(value: unknown, type: string, path: readonly Step[]): unknown {
  if (value === undefined) return undefined;
  const isContent = type.endsWith(':Secret') && ['data', 'stringData'].includes(String(path[0]));
  if (isContent) return SECRET;
  if (typeof value === 'string') return unknownValue.test(value) ? UNKNOWN : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((inner, index) => shown(inner, type, [...path, index]));
  if (signature in value) return value[signature] === secretSignature ? SECRET : '(a file)';
  return Object.fromEntries(
    Object.entries(value)
      // Marks of the provider's own, which are no property of the object.
      .filter(([key]) => !key.startsWith('__'))
      .map(([key, inner]) => [key, shown(inner, type, [...path, key])]),
  );
}

function violationOf({
  policyName,
  message,
  enforcementLevel,
}: PolicyEvent): StackPreview['violations'][number] {
  // Pulumi puts the description of the rule before each of its findings, on a line of its own.
  const found = textOf(message).replace(/^[^\n]*\n(?=.)/, '');
  return { policy: policyName, message: found, mandatory: enforcementLevel === 'mandatory' };
}

/** A message without the tags by which Pulumi colours it. */
function textOf(message: string): string {
  return message.replaceAll(/<\{%[^%]*%\}>/g, '').trim();
}

function byDanger(a: ResourceChange, b: ResourceChange): number {
  const rank = (change: ResourceChange): number => operations.indexOf(change.operation);
  return rank(a) - rank(b) || a.type.localeCompare(b.type) || a.name.localeCompare(b.name);
}
