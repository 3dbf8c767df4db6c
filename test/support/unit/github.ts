import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A comment on the pull request. */
export interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
  readonly html_url: string;
}

/**
 * A stand-in of GitHub's API on loopback: the comments of one pull request, by pages.
 *
 * @see https://docs.github.com/rest/issues/comments
 */
export class GitHub {
  readonly comments: Comment[] = [];
  readonly requests: string[] = [];
  mayWrite = true;
  /** Who the token belongs to; undefined for the token of a workflow, which may not ask. */
  login: string | undefined;
  private readonly server: Server = createServer((request, response) => {
    void this.answer(request).then(([status, body, headers = {}]) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  add(login: string, body: string): Comment {
    const id = this.comments.length + 1;
    const comment = { id, body, user: { login }, html_url: `https://github.example/${id}` };
    this.comments.push(comment);
    return comment;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async answer(request: IncomingMessage): Promise<[number, unknown, Record<string, string>?]> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const { method } = request;
    this.requests.push(`${method} ${pathname}`);
    if (pathname === '/user')
      return this.login === undefined ? [403, { message: 'no' }] : [200, { login: this.login }];
    if (method === 'GET') {
      const [page, size] = [
        Number(searchParams.get('page') ?? 1),
        Number(searchParams.get('per_page') ?? 30),
      ];
      const next = page * size < this.comments.length;
      const link = `<${this.url}${pathname}?per_page=${size}&page=${page + 1}>; rel="next"`;
      return [200, this.comments.slice((page - 1) * size, page * size), next ? { link } : {}];
    }
    if (!this.mayWrite) return [403, { message: 'Resource not accessible by integration' }];
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { body } = JSON.parse(Buffer.concat(chunks).toString()) as { body: string };
    if (method === 'POST') return [201, this.add(this.login ?? 'github-actions[bot]', body)];
    const id = Number(pathname.split('/').at(-1));
    const comment = this.comments.find((one) => one.id === id)!;
    comment.body = body;
    return [200, comment];
  }
}
