import { Failure } from '../local/host/failure';

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
