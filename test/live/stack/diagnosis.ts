import assert from 'node:assert/strict';

import { diagnose, type Circumstances, type Diagnosis } from '../../../diagnose/diagnose';
import { eventually } from '../../support/live/conditions';
import type { Throwaway } from '../../support/live/throwaway';

/**
 * Writes a diagnosis of a stack until it tells the cause: a pod takes its time to fail.
 *
 * @throws Failure when the cause is not among the lines that matter most within 60 s
 */
export function diagnosed(
  stack: Throwaway,
  cause: RegExp,
  circumstances: Circumstances = {},
): Promise<Diagnosis> {
  return eventually(`the diagnosis tells ${String(cause)}`, async () => {
    const diagnosis = await diagnose(stack.namespace, circumstances, stack.pulumiOptions);
    assert.ok(diagnosis.causes.length <= 3, 'at most three lines');
    assert.match(diagnosis.causes.join('\n'), cause);
    return diagnosis;
  });
}
