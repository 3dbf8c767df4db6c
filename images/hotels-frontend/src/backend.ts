import { once } from 'node:events';
import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Refusal } from './answer';
import { log } from './log';

/** How long the backend may take to begin an answer. */
const ANSWER_MS = 8_000;
/** How long it may take to say whether it is well: shorter than a probe waits. */
const STATUS_MS = 2_000;
const MAX_CONNECTIONS = 64;

/** What to ask of the backend. */
export interface Question {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** The backend in the same pod. */
export class Backend {
  // No connection is kept: one that the backend is about to close would lose the next request.
  private readonly agent = new Agent({ keepAlive: false, maxSockets: MAX_CONNECTIONS });

  constructor(private readonly origin: URL) {}

  /**
   * Asks the backend; the answer's body is still to be read.
   *
   * @param signal - ends the question, and the answer that is still being read
   * @throws Refusal 502 when it cannot be reached or does not speak HTTP, 504 when it is too slow
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

  /** Finds out whether the backend is well; throws a `Refusal` when it is not. */
  async assertReady(signal: AbortSignal): Promise<void> {
    const question = { method: 'GET', path: '/status', headers: {}, body: Buffer.alloc(0) };
    const answer = await this.ask(question, signal, STATUS_MS);
    answer.destroy();
    if (answer.statusCode !== 200) throw new Refusal(503, `the backend's status is ${answer.statusCode}`);
  }

  /** Where a Location of the backend leads to on this server, unless it leads elsewhere. */
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
