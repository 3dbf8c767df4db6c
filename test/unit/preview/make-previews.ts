import type { Operation, ResourceChange } from '../../../components/change';
import type { StackPreview } from '../../../preview/report';

/** A preview of a stack without changes, except for what the test is about. */
export function previewOf(stack: string, found: Partial<StackPreview> = {}): StackPreview {
  return {
    stack,
    changes: [],
    unchanged: 31,
    meanings: [],
    violations: [],
    policyPacks: ['shared-keys'],
    warnings: [],
    othersChange: false,
    errors: [],
    ...found,
  };
}

/** A change of an object, that of a Deployment of the search unless the test says otherwise. */
export function changeOf(operation: Operation, found: Partial<ResourceChange> = {}): ResourceChange {
  return {
    operation,
    type: 'kubernetes:apps/v1:Deployment',
    name: 'search-replicas',
    object: 'search/api-search',
    retained: false,
    properties: [],
    ...found,
  };
}

/** A changed property. */
export function property(path: string, old: unknown, after: unknown): ResourceChange['properties'][number] {
  return { path, replaces: false, old, new: after };
}
