import http from 'node:http';
import https from 'node:https';

import type { LiveObject, ObjectReference } from './drift';
import { connectionTo, type Connection } from './connection';
import { firstLine, type Environment } from './kubeconfig';

/** How long the cluster may take to answer. */
const answerMilliseconds = 10_000;

/** The cluster could not be asked; the message is one line that says why and what to do. */
export class Unreachable extends Error {}

/** The cluster does not let this user read what was asked for. */
export class Forbidden extends Unreachable {}

/** What an object in the cluster has at least. */
export interface ClusterObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The kinds of a version of an API, as the API server lists them. */
interface Kinds {
  readonly resources: readonly { readonly name: string; readonly kind: string }[];
}

/** What somebody does with all objects of a kind. */
export interface Deed {
  readonly verb: string;
  /** The group of the kind; empty for the kinds of the core. */
  readonly group: string;
  /** The name of the kind in the API, such as `validatingadmissionpolicies`. */
  readonly resource: string;
  /** The namespace of the objects; default: all of the cluster. */
  readonly namespace?: string;
  /** The name of the one object; default: all of them. */
  readonly name?: string;
}

/** The target cluster, which is only read. It is connected to by the first question. */
export class Cluster {
  private connected: Promise<Connection> | undefined;
  private asked: Promise<string> | undefined;
  private everything: Promise<boolean> | undefined;
  private readonly kinds = new Map<string, Promise<Kinds | undefined>>();

  /**
   * @param environment - the environment of the program, which names the kubeconfig
   * @param context - the kubeconfig context; default: the current one
   */
  constructor(
    private readonly environment: Environment,
    private readonly context: string | undefined,
  ) {}

  /**
   * What tells the cluster apart from all others, however it is reached: the UID of its namespace kube-system.
   *
   * @throws Unreachable when the cluster does not answer
   */
  id(): Promise<string> {
    this.asked ??= this.get('/api/v1/namespaces/kube-system').then((namespace) => {
      if (namespace === undefined) throw new Unreachable('the cluster has no namespace kube-system');
      return namespace.metadata.uid;
    });
    return this.asked;
  }

  /**
   * Reads an object or a list of objects.
   *
   * @param path - its path in the API, such as `/api/v1/namespaces/logaiter/persistentvolumeclaims/cryptodata`
   * @returns the object; `undefined` when there is none
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  async get<T = ClusterObject>(path: string): Promise<T | undefined> {
    return this.ask<T>(path);
  }

  /**
   * Whether the user may do something in a namespace, or else in the whole cluster.
   *
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  async allows(resourceAttributes: Deed): Promise<boolean> {
    const review = await this.ask<{ readonly status?: { readonly allowed?: boolean } }>(reviews, {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    });
    return review?.status?.allowed ?? false;
  }

  /**
   * Whether the user may do everything with all objects, as an administrator may.
   *
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  allowsAll(): Promise<boolean> {
    this.everything ??= this.allows({ verb: '*', group: '*', resource: '*' });
    return this.everything;
  }

  /**
   * Reads an object by its kind.
   *
   * @param reference - what names it
   * @returns the object; `undefined` when there is none, or no such kind
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  async object({ apiVersion, kind, namespace, name }: ObjectReference): Promise<LiveObject | undefined> {
    const plural = await this.plural({ apiVersion, kind });
    if (plural === undefined) return undefined;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    return this.get<LiveObject>(`${pathOf(apiVersion)}${scope}/${plural}/${name}`);
  }

  /**
   * The name of a kind in the API, such as `services`.
   *
   * @returns `undefined` when the cluster does not have the kind
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  async plural({
    apiVersion,
    kind,
  }: Pick<ObjectReference, 'apiVersion' | 'kind'>): Promise<string | undefined> {
    const api = pathOf(apiVersion);
    const listed = this.kinds.get(api) ?? this.get<Kinds>(api);
    this.kinds.set(api, listed);
    // Kinds are also listed for parts of objects, as `deployments/scale`.
    return (await listed)?.resources.find((one) => one.kind === kind && !one.name.includes('/'))?.name;
  }

  /** Asks for a path, or what is told of an object that is posted to it and is not kept. */
  private async ask<T>(path: string, posted?: object): Promise<T | undefined> {
    this.connected ??= connect(this.environment, this.context);
    const { server, options } = await this.connected;
    const { status, body } = await request(`${server}${path}`, options, posted);
    if (status === 404) return undefined;
    if (status !== (posted === undefined ? 200 : 201)) {
      const Refusal = status === 403 ? Forbidden : Unreachable;
      throw new Refusal(`${server} answers ${path} with status ${status}: ${reasonIn(body)}`);
    }
    return JSON.parse(body) as T;
  }
}

/** Where the API server is asked what the user may do. */
const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

function pathOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The message of a Status; for anything else, the first line. */
function reasonIn(body: string): string {
  try {
    return firstLine(new Error(String((JSON.parse(body) as { message?: unknown }).message)));
  } catch {
    return firstLine(body);
  }
}

async function connect(environment: Environment, context: string | undefined): Promise<Connection> {
  try {
    return await connectionTo(environment, context);
  } catch (error) {
    throw new Unreachable(firstLine(error), { cause: error });
  }
}

function request(
  url: string,
  options: https.RequestOptions,
  posted?: object,
): Promise<{ status: number; body: string }> {
  const { request: send } = url.startsWith('https:') ? https : http;
  const headers = {
    ...(options.headers as http.OutgoingHttpHeaders),
    Accept: 'application/json',
    ...(posted && { 'Content-Type': 'application/json' }),
  };
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const why = error.name === 'TimeoutError' ? 'no answer in time' : firstLine(error);
      const where = `the cluster at ${new URL(url).origin} cannot be reached (${why})`;
      const message = `${where}: start it, or choose another one by KUBECONFIG or the setting \`context\``;
      reject(new Unreachable(message, { cause: error }));
    };
    const signal = AbortSignal.timeout(answerMilliseconds);
    const how = { ...options, method: posted ? 'POST' : 'GET', headers, signal };
    const ask = (connection: { agent?: false }): void => {
      const sent = send(url, { ...how, ...connection }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
        );
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // A server may close a connection that was idle just when it is used again.
        if (sent.reusedSocket && error.code === 'ECONNRESET') ask({ agent: false });
        else fail(error);
      });
      sent.end(posted && JSON.stringify(posted));
    };
    ask({});
  });
}
