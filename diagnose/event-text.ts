import { timeOf, type Event } from './objects';

/** The events as lines, the newest last: time, type, reason, object, message, how often. */
export function eventText(events: readonly Event[]): string {
  return [...events]
    .sort((a, b) => timeOf(a) - timeOf(b))
    .map((event) => {
      const { type = '', reason = '', message = '', count = 1, involvedObject, metadata } = event;
      const at = timeOf(event);
      const time = at === 0 ? '-' : new Date(at).toISOString();
      const object = `${metadata.namespace ?? ''}/${involvedObject.kind}/${involvedObject.name}`;
      const often = count > 1 ? ` (${count} times)` : '';
      return `${time} ${type} ${reason} ${object}: ${message.trim().replaceAll('\n', ' ')}${often}\n`;
    })
    .join('');
}
