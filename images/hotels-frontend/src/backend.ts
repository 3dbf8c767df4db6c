import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { log } from '../../node-service/src/log';
import { Refusal } from './refusal';

/** How long the backend may take to begin an answer, in milliseconds. */
const ANSWER_MS = 8_000;
/** How long the backend may take to report its status, in milliseconds: less than the timeout of a probe. */
const STATUS_MS = 2_000;
/** How many requests to the backend may be open at a time; further ones wait. */
const MAX_CONNECTIONS = 64;

/** A request to the backend. */
export interface Question {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** The backend in the same pod. */
export class Backend {
  // Without keep-alive: a request on a connection that the backend is just closing would be lost.
  private readonly agent = new Agent({ keepAlive: false, maxSockets: MAX_CONNECTIONS });

  constructor(private readonly origin: URL) {}

  /**
   * Sends a request to the backend. The caller reads the body of the answer.
   *
   * @param question - the request
   * @param signal - aborts the request, also while its answer is read
   * @param milliseconds - how long the backend may take to begin its answer; default: 8 s
   * @throws Refusal 502 when the backend cannot be reached or does not speak HTTP, 504 when it is too slow
   */
  async ask(question: Question, signal: AbortSignal, milliseconds = ANSWER_MS): Promise<IncomingMessage> {
    const { method, path, headers, body } = question;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), milliseconds);
    const asking = request(new URL(this.origin), {
      method,
      path,
      headers: { ...headers, ...(body.length > 0 && { 'Content-Length': body.length }) },
      agent: this.agent,
      signal: AbortSignal.any([signal, late.signal]),
    });
    asking.end(body);
    try {
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      return answer;
    } catch (error) {
      if (signal.aborted) throw error;
      const reason = late.signal.aborted ? `no answer in ${milliseconds / 1000} s` : reasonOf(error);
      log('warn', 'the backend does not answer', { method, path: path.replace(/\?.*/s, ''), reason });
      throw late.signal.aborted
        ? new Refusal(504, 'the backend takes too long to answer')
        : new Refusal(502, 'the backend cannot be reached');
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Checks that the backend is ready.
   *
   * @throws Refusal 503 when its status is not 200; also as {@link ask} does
   */
  async assertReady(signal: AbortSignal): Promise<void> {
    const question = { method: 'GET', path: '/status', headers: {}, body: Buffer.alloc(0) };
    const answer = await this.ask(question, signal, STATUS_MS);
    answer.destroy();
    if (answer.statusCode !== 200) throw new Refusal(503, `the backend's status is ${answer.statusCode}`);
  }

  /**
   * The path on this server for a `Location` header of the backend; undefined when it points to another server.
   *
   * @param location - the header's value
   * @param asked - the path of the request, which a relative location is resolved against
   */
  publicPath(location: string, asked: string): string | undefined {
    const from = new URL(asked, this.origin);
    if (!URL.canParse(location, from.href)) return undefined;
    const to = new URL(location, from);
    return to.origin === this.origin.origin ? `/api${to.pathname}${to.search}` : undefined;
  }
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
