import { json, type Answer } from '../../node-service/src/answer';

/** Thrown when a request cannot be served. The message goes to the client and must not reveal internals. */
export class Refusal extends Error {
  /**
   * @param status - the HTTP status, from 400 to 599
   * @param message - the reason, for the client
   * @param headers - further headers of the answer; default: none
   */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The answer that tells a client of a refusal, in JSON. */
export function refused({ status, message, headers }: Refusal): Answer {
  return json(status, { error: message }, headers);
}
