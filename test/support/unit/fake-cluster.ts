import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Deed } from '../../../components/preflight/cluster';
import type { Environment } from '../../../components/preflight/kubeconfig';

const kubeSystem = '/api/v1/namespaces/kube-system';
/** The kinds of the rules in the cluster, as the API server lists them. */
const ruleKinds = {
  resources: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map((kind) => ({
    kind,
    name: kind.toLowerCase().replace(/y$/, 'ies').replace(/g$/, 'gs'),
  })),
};

/** A node that gives a load balancer its address, and runs what this machine builds. */
const node = {
  metadata: { name: 'docker-desktop' },
  spec: {},
  status: {
    nodeInfo: { operatingSystem: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch },
  },
};
const standardClass = { metadata: { name: 'standard' }, provisioner: 'a.csi.driver' };

/** An API server on loopback that answers with the objects that a test gives it, by their paths, and its kubeconfig. */
export class FakeCluster {
  /** The objects by their paths in the API; kube-system, a node and the storage class `standard` are there already. */
  readonly objects = new Map<string, object>();
  /** The paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Whether it answers that nothing is allowed. */
  refuse = false;
  /** What the user may not do in the whole cluster, such as `create validatingadmissionpolicies`. */
  readonly forbidden = new Set<string>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'fake-cluster-'));
  private readonly server: Server;
  private readonly connections: Socket[] = [];

  private constructor(uid: string) {
    this.objects.set(kubeSystem, { metadata: { name: 'kube-system', uid } });
    this.objects.set('/apis/admissionregistration.k8s.io/v1', ruleKinds);
    this.objects.set('/api/v1/nodes', { items: [node] });
    this.objects.set('/apis/storage.k8s.io/v1/storageclasses', { items: [standardClass] });
    this.server = createServer((request, response) => {
      const { url = '', method } = request;
      this.asked.push(url);
      const answer = (code: number, object: unknown): void => {
        const failure = { kind: 'Status', code, message: code === 403 ? 'forbidden' : 'not found' };
        response.writeHead(code, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(code < 300 ? object : failure));
      };
      const object = this.objects.get(url);
      if (this.refuse) answer(403, undefined);
      else if (method === 'POST') void this.reviewed(request).then((review) => answer(201, review));
      else answer(object === undefined ? 404 : 200, object);
    });
    this.server.on('connection', (socket) => this.connections.push(socket));
  }

  /** Answers whether the user may do what a SelfSubjectAccessReview asks. */
  private async reviewed(request: IncomingMessage): Promise<object> {
    const body = (await request.toArray()).join('');
    const { spec } = JSON.parse(body) as { readonly spec: { readonly resourceAttributes: Deed } };
    const { verb, resource } = spec.resourceAttributes;
    const allowed = verb === '*' ? this.forbidden.size === 0 : !this.forbidden.has(`${verb} ${resource}`);
    return { status: { allowed } };
  }

  /** @param uid - what tells it apart from other clusters */
  static async start(uid = 'the-test-cluster'): Promise<FakeCluster> {
    const cluster = new FakeCluster(uid);
    await new Promise<void>((resolve) => cluster.server.listen(0, '127.0.0.1', resolve));
    cluster.writeKubeconfig('fake');
    return cluster;
  }

  /** The environment of a program that deploys to it. */
  get environment(): Environment {
    return { KUBECONFIG: this.kubeconfig };
  }

  /** The file of its kubeconfig. */
  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  /** Writes the kubeconfig, with one context. */
  writeKubeconfig(context: string): void {
    const { port } = this.server.address() as AddressInfo;
    const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
    const content = {
      'current-context': context,
      contexts: [{ name: context, context: { cluster: 'fake', user: 'fake' } }],
      clusters: [{ name: 'fake', cluster }],
      users: [{ name: 'fake', user: {} }],
    };
    writeFileSync(this.kubeconfig, JSON.stringify(content));
  }

  /** From now on it resets each connection that was used before. */
  resetUsedConnections(): void {
    const used = new Set(this.connections);
    this.server.prependListener('request', ({ socket }) => {
      if (used.has(socket)) socket.resetAndDestroy();
    });
  }

  /** From now on it cannot be reached. */
  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Removes it. */
  async stop(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
