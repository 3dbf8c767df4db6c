import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stringify } from 'yaml';

import { run, type CommandOptions } from '../host/command';
import { versions } from '../toolchain/tools';
import { network, NODE, ports, type Layout } from './layout';

/**
 * The users of the API server, by component. Their roles are bound by Kubernetes itself or by manifests/cluster.yaml.
 */
const users: Readonly<Record<string, { name: string; group?: string }>> = {
  admin: { name: 'kubernetes-admin', group: 'system:masters' },
  kubelet: { name: `system:node:${NODE}`, group: 'system:nodes' },
  'kube-controller-manager': { name: 'system:kube-controller-manager' },
  'kube-scheduler': { name: 'system:kube-scheduler' },
  'kube-proxy': { name: 'system:kube-proxy' },
  coredns: { name: 'shared-keys:dns' },
  'machine-controller': { name: 'shared-keys:machine' },
  'kube-router': { name: 'shared-keys:firewall' },
};

/** The path of a component's kubeconfig. */
export function identityOf(layout: Layout, component: string): string {
  return component === 'admin' ? layout.kubeconfig : join(layout.identities, component);
}

/**
 * Creates the certificate authorities of the cluster with kubeadm, once, and a kubeconfig for every component. The
 * certificates are valid for ten years: a local cluster is reset long before anybody would renew them.
 *
 * @throws {@link Failure} when kubeadm fails.
 */
export async function ensureIdentities(layout: Layout, options: CommandOptions): Promise<void> {
  const done = join(layout.pki, 'complete');
  if (existsSync(done)) {
    // A cluster of an earlier version has no identity for a part that came later.
    await makeKubeconfigs(layout, options);
    return;
  }
  // An interrupted run left them incomplete. Nothing has used them yet, so they are created again.
  for (const folder of [layout.pki, layout.identities]) rmSync(folder, { recursive: true, force: true });
  rmSync(layout.kubeconfig, { force: true });
  for (const folder of [layout.pki, layout.identities]) mkdirSync(folder, { recursive: true, mode: 0o700 });

  const config = kubeadmFile(layout);
  writeFileSync(config, kubeadmConfig(layout));
  await run(kubeadm(layout), ['init', 'phase', 'certs', 'all', '--config', config], options);
  await makeKubeconfigs(layout, options);
  writeFileSync(join(layout.pki, 'encryption.yaml'), encryptionConfig(), { mode: 0o600 });
  writeFileSync(done, '');
}

function kubeadm(layout: Layout): string {
  return join(layout.bins.kubernetes, 'kubeadm');
}

function kubeadmFile(layout: Layout): string {
  return join(layout.pki, 'kubeadm.yaml');
}

/** Makes the kubeconfigs that are not there. */
async function makeKubeconfigs(layout: Layout, options: CommandOptions): Promise<void> {
  const missing = Object.entries(users).filter(([component]) => !existsSync(identityOf(layout, component)));
  await Promise.all(
    missing.map(async ([component, user]) => {
      const args = ['kubeconfig', 'user', '--config', kubeadmFile(layout), '--client-name', user.name];
      if (user.group) args.push('--org', user.group);
      args.push('--validity-period', `${VALIDITY_HOURS}h`);
      const kubeconfig = await run(kubeadm(layout), args, options);
      const file = identityOf(layout, component);
      writeFileSync(`${file}.new`, kubeconfig, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }),
  );
}

const VALIDITY_HOURS = 10 * 365 * 24;

/** The configuration of kubeadm, API v1beta4 (https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/). */
function kubeadmConfig(layout: Layout): string {
  const apiVersion = 'kubeadm.k8s.io/v1beta4';
  const init = {
    apiVersion,
    kind: 'InitConfiguration',
    localAPIEndpoint: { advertiseAddress: network.nodeAddress, bindPort: ports.api },
    nodeRegistration: { name: NODE, criSocket: `unix://${layout.containerdSocket}` },
  };
  const cluster = {
    apiVersion,
    kind: 'ClusterConfiguration',
    clusterName: 'shared-keys',
    kubernetesVersion: `v${versions.kubernetes}`,
    certificatesDir: layout.pki,
    controlPlaneEndpoint: `127.0.0.1:${ports.api}`,
    networking: { serviceSubnet: network.serviceRange, podSubnet: network.podRange },
    apiServer: { certSANs: ['127.0.0.1', 'localhost'] },
    certificateValidityPeriod: `${VALIDITY_HOURS}h`,
    caCertificateValidityPeriod: `${VALIDITY_HOURS}h`,
  };
  return [init, cluster].map((document) => stringify(document)).join('---\n');
}

/** The API server encrypts Secrets before it stores them in etcd. */
function encryptionConfig(): string {
  return stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [
      {
        resources: ['secrets'],
        providers: [
          { secretbox: { keys: [{ name: 'first', secret: randomBytes(32).toString('base64') }] } },
          { identity: {} },
        ],
      },
    ],
  });
}
