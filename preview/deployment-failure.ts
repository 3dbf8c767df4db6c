import { Failure } from '../local/host/failure';
import type { StackPreview } from './report';

/** A deployment failed or was refused. */
export class DeploymentFailure extends Failure {
  /**
   * @param message - what is wrong and how to fix it, in one line
   * @param reasons - what Pulumi and the policy said, without secrets, one reason each
   */
  constructor(
    message: string,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

/** What prevents a deployment or made it fail: the broken rules that are mandatory, with their names, then the errors. */
export function reasonsIn({ violations, errors }: Pick<StackPreview, 'violations' | 'errors'>): string[] {
  const broken = violations.filter(({ mandatory }) => mandatory);
  return [...broken.map(({ policy, message }) => `${policy}: ${message}`), ...errors];
}
