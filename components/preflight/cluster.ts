import http from 'node:http';
import https from 'node:https';

import type { LiveObject, ObjectReference } from './drift';
import { firstLine, readKubeconfig, type Environment } from './kubeconfig';

/** How long the cluster may take to answer. */
const answerMilliseconds = 10_000;

/** The cluster could not be asked; the message is one line that says why and what to do. */
export class Unreachable extends Error {}

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

interface Connection {
  /** The URL of the API server, without a slash at the end. */
  readonly server: string;
  /** The certificates and the credentials. */
  readonly options: https.RequestOptions;
}

/** The target cluster, which is only read. It is connected to by the first question. */
export class Cluster {
  private connected: Promise<Connection> | undefined;
  private asked: Promise<string> | undefined;
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
    this.connected ??= connect(this.environment, this.context);
    const { server, options } = await this.connected;
    const { status, body } = await request(`${server}${path}`, options);
    if (status === 404) return undefined;
    if (status !== 200)
      throw new Unreachable(`${server} answers ${path} with status ${status}: ${reasonIn(body)}`);
    return JSON.parse(body) as T;
  }

  /**
   * Reads an object by its kind.
   *
   * @param reference - what names it
   * @returns the object; `undefined` when there is none, or no such kind
   * @throws Unreachable when the cluster does not answer, or refuses to
   */
  async object({ apiVersion, kind, namespace, name }: ObjectReference): Promise<LiveObject | undefined> {
    const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const listed = this.kinds.get(api) ?? this.get<Kinds>(api);
    this.kinds.set(api, listed);
    // Kinds are also listed for parts of objects, as `deployments/scale`.
    const found = (await listed)?.resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (found === undefined) return undefined;
    const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
    return this.get<LiveObject>(`${api}${scope}/${found.name}/${name}`);
  }
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
    const config = await readKubeconfig(environment, context);
    const options: https.RequestOptions = { headers: { Accept: 'application/json' } };
    await config.applyToHTTPSOptions(options);
    return { server: config.getCurrentCluster()?.server ?? '', options };
  } catch (error) {
    throw new Unreachable(firstLine(error), { cause: error });
  }
}

function request(url: string, options: https.RequestOptions): Promise<{ status: number; body: string }> {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      const why = error.name === 'TimeoutError' ? 'no answer in time' : firstLine(error);
      const where = `the cluster at ${new URL(url).origin} cannot be reached (${why})`;
      const message = `${where}: start it, or choose another one by KUBECONFIG or the setting \`context\``;
      reject(new Unreachable(message, { cause: error }));
    };
    const signal = AbortSignal.timeout(answerMilliseconds);
    get(url, { ...options, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
    }).on('error', fail);
  });
}
