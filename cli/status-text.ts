import { objectNames } from '../components/preflight/drift';
import {
  isPolicyWell,
  type PartState,
  type PodState,
  type PreviousKey,
  type StatusReport,
  type SystemState,
} from '../status/report';
import { table } from './table';
import { renderUrls } from './urls';

/** How much of a status is shown: everything, or of parts and pods only those that are not well. */
export type Detail = 'all' | 'notable';

/**
 * The state of the cluster as text for people.
 *
 * @param status - the state
 * @param detail - how much of it; default: everything
 * @returns lines, each ended by a line break
 */
export function statusText(status: StatusReport, detail: Detail = 'all'): string {
  const { parts, unread, systems, pods, previousKey, drift, urls } = status;
  const some = parts.some(({ running }) => running);
  const every = parts.every(({ running }) => running);
  const memory = parts.reduce((sum, part) => sum + part.memory, 0);
  let text = `Cluster (${mebibytes(memory)} resident)\n${partLines(parts, detail)}`;
  if (some && !every)
    text +=
      '\nSome parts do not run: `npm run up` starts them, `npm run logs PART` shows why one has exited.\n';
  if (unread !== null) return `${text}\n${unread}\n`;
  const names = systems.length > 0 ? table(systems.map(systemRow)) : '  (none: nothing is deployed)\n';
  text += `\nSystems\n${names}`;
  if (pods.length > 0) text += `\nPods\n${podLines(pods, detail)}`;
  if (systems.length > 0) text += `\nRules in the cluster\n${policyLines(status)}`;
  if (previousKey !== null) text += `\nPrevious key of the tokens\n  ${previousKeyLine(previousKey)}\n`;
  const differences = driftLines(drift);
  if (differences !== '') text += `\nNot as deployed: \`npm run up\` mends it\n${differences}`;
  return `${text}\nURLs\n${renderUrls({ urls })}`;
}

/** The lines that tell what is not as deployed; empty when all is. */
export function driftLines({ gone, changed }: StatusReport['drift']): string {
  const line = (what: string, objects: typeof gone): string => {
    const references = objects.map((one) => ({
      reference: { ...one, namespace: one.namespace ?? undefined },
    }));
    return objects.length === 0 ? '' : `  ✗  ${what}: ${objectNames(references)}\n`;
  };
  return line('gone', gone) + line('changed by hand', changed);
}

/** Says until when the verifiers have to accept a key, and then how it is retired. */
function previousKeyLine({ namespace, secret, neededUntil }: PreviousKey): string {
  const name = `${namespace}/${secret}`;
  if (neededUntil === null) return `${name}: needed, since creators may still sign with it`;
  if (Date.parse(neededUntil) > Date.now()) return `${name}: needed until ${neededUntil}`;
  // The name in the program, a dash and 8 random characters. A random key has its number in it.
  const [, generation] = /-(\d+)-[0-9a-f]{8}$/.exec(secret) ?? [];
  const command =
    generation === undefined
      ? 'rm --path tokens.previousSigningKey'
      : `set --path tokens.oldestGeneration ${Number(generation) + 1}`;
  return `${name}: not needed any more: \`pulumi config ${command}\` and \`pulumi up\` retire it`;
}

function partLines(parts: readonly PartState[], detail: Detail): string {
  const shown = detail === 'all' ? parts : parts.filter(({ running }) => !running);
  return table(shown.map(partRow)) + restLine(parts.length - shown.length, 'running');
}

function podLines(pods: readonly PodState[], detail: Detail): string {
  const shown = detail === 'all' ? pods : pods.filter(({ state }) => state !== 'ready');
  return table(shown.map(podRow)) + restLine(pods.length - shown.length, 'ready');
}

/** How many rules judge in which namespaces, and each that does not. */
function policyLines({ policies, staticPolicies }: StatusReport): string {
  const places = new Map<string, number>();
  for (const { namespaces } of policies.filter(isPolicyWell)) {
    const place = [...namespaces].sort().join(', ');
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  const rows = [...places].map(([place, count]) => ['✓', `${count} in force`, `in ${place}`]);
  if (staticPolicies.length > 0) rows.push(['✓', `${staticPolicies.length} loaded by the API server itself`]);
  for (const { rule, state, namespaces, warnings } of policies.filter((one) => !isPolicyWell(one))) {
    const where = namespaces.length > 0 ? `in ${namespaces.join(', ')}` : '';
    rows.push(['✗', rule, state === 'in force' ? `wrong types: ${warnings.join('; ')}` : state, where]);
  }
  return policies.length > 0 ? table(rows) : `  (none: the setting \`admission\` is off)\n${table(rows)}`;
}

/** Says how many were left out. */
function restLine(count: number, state: string): string {
  return count === 0 ? '' : `  (${count} ${state})\n`;
}

function partRow({ name, pid, memory }: PartState): readonly string[] {
  return pid === null ? [name, 'not running'] : [name, 'running', `pid ${pid}`, mebibytes(memory)];
}

function systemRow({ name, namespace, wanted, ready }: SystemState): readonly string[] {
  return [ready === wanted ? '✓' : '✗', name, `${ready} of ${wanted} ready`, `namespace ${namespace}`];
}

function podRow({ system, namespace, name, state, restarts }: PodState): readonly string[] {
  return [system, `${namespace}/${name}`, state, `${restarts} restarts`];
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
