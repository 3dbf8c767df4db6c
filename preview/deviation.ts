import type { ResourceChange } from '../components/change';
import { UNKNOWN } from './engine-events';

/**
 * Tells how a step of an update differs from what was planned. What is created is compared by its name only, and of what has a
 * value that the preview could not know, only the operation.
 *
 * @param change - the step
 * @param planned - the changes of the preview
 * @returns such as `update of search-replicas is not planned`; undefined for a step that is planned
 */
export function deviation(change: ResourceChange, planned: readonly ResourceChange[]): string | undefined {
  const { operation, type, name } = change;
  const plan = planned.find((one) => one.type === type && one.name === name);
  if (plan?.operation !== operation) return `${operation} of ${name} is not planned`;
  if (JSON.stringify(plan.properties).includes(UNKNOWN)) return undefined;
  const comparable = withoutPickedNames(planned);
  const other = change.properties.find(({ path, new: value }) => {
    const expected = plan.properties.find((one) => one.path === path);
    return expected === undefined || comparable(expected.new) !== comparable(value);
  });
  return other === undefined ? undefined : `${other.path} of ${name} is not as planned`;
}

/**
 * Makes values comparable. Pulumi picks the name of a new object anew in each run: the name of its resource and eight digits.
 *
 * @param planned - the changes of the preview, some of which make objects
 */
function withoutPickedNames(planned: readonly ResourceChange[]): (value: unknown) => string {
  const made = planned.filter(({ operation }) => operation === 'create' || operation === 'replace');
  const names = made.map(({ name }) => name.replaceAll(/[^\w-]/g, '.'));
  const picked = new RegExp(`\\b(${names.join('|')})-[0-9a-f]{8}\\b`, 'g');
  return (value) => {
    // Undefined has no JSON.
    const text = JSON.stringify(value ?? null);
    return names.length === 0 ? text : text.replaceAll(picked, '$1');
  };
}
