import { connect, type NetConnectOpts } from 'node:net';
import { join } from 'node:path';
import axios from 'axios';

import { run, type CommandOptions } from '../host/command';
import type { Daemon } from '../host/daemon';
import { systemFolders } from '../host/paths';
import { configurationFiles, type Configured } from './configuration';
import { firewallCommands, firewallIsUp } from './firewall';
import { identityOf } from './identities';
import { debianBinary, network, NODE, nodePorts, ports, type Layout } from './layout';
import { STATIC_POLICIES } from './static-policies';

/** The parts of Kubernetes connect only to this machine, which a proxy could not reach. */
const withoutProxy = { HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' };

/** Fails unless something accepts connections at a Unix socket or a port. */
function answers(at: NetConnectOpts): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(at, () => {
      socket.destroy();
      resolve();
    }).once('error', reject);
  });
}

function portAnswers(port: number, host = '127.0.0.1'): Promise<void> {
  return answers({ port, host });
}

async function healthy(url: string): Promise<void> {
  await axios.get(url, { timeout: 2_000, proxy: false });
}

/**
 * The daemons of the local cluster, in groups in the order of their start. The daemons of a group start at once: they do
 * not need each other. Those of the last group need a node that is ready.
 */
export function clusterParts(layout: Layout, options: CommandOptions): readonly (readonly Daemon[])[] {
  const { bins, pki } = layout;
  const files = configurationFiles(layout);
  const file = (part: Configured): string => files[part];
  const kubernetes = (
    component: string,
    args: readonly string[],
    ready: Daemon['ready'],
    configuration: string[] = [],
  ): Daemon => ({
    name: component,
    command: join(bins.kubernetes, component),
    args,
    env: withoutProxy,
    configuration,
    ready,
  });
  // Not the PATH of this process: a different shell would then restart the daemons.
  const paths = [join(bins.debian, 'usr', 'bin'), join(bins.debian, 'usr', 'sbin'), ...systemFolders].join(
    ':',
  );

  const etcd: Daemon = {
    name: 'etcd',
    command: debianBinary(layout, 'etcd'),
    args: [
      `--data-dir=${layout.paths.data}/etcd`,
      `--listen-client-urls=https://127.0.0.1:${ports.etcd}`,
      `--advertise-client-urls=https://127.0.0.1:${ports.etcd}`,
      `--listen-peer-urls=https://127.0.0.1:${ports.etcdPeer}`,
      `--initial-advertise-peer-urls=https://127.0.0.1:${ports.etcdPeer}`,
      `--initial-cluster=default=https://127.0.0.1:${ports.etcdPeer}`,
      '--client-cert-auth',
      `--trusted-ca-file=${pki}/etcd/ca.crt`,
      `--cert-file=${pki}/etcd/server.crt`,
      `--key-file=${pki}/etcd/server.key`,
      '--peer-client-cert-auth',
      `--peer-trusted-ca-file=${pki}/etcd/ca.crt`,
      `--peer-cert-file=${pki}/etcd/peer.crt`,
      `--peer-key-file=${pki}/etcd/peer.key`,
      // So many changes it keeps in memory, besides 5,000 for members that lag behind. The default of Debian's version is 100,000,
      // which are hundreds of megabytes; a snapshot costs little.
      '--snapshot-count=2000',
      '--logger=zap',
      '--log-level=warn',
    ],
    // Enough here: the API server is ready only when etcd answers it.
    ready: () => portAnswers(ports.etcd),
  };

  const registry: Daemon = {
    name: 'registry',
    command: debianBinary(layout, 'docker-registry'),
    args: ['serve', file('registry')],
    env: { OTEL_TRACES_EXPORTER: 'none' },
    configuration: [file('registry')],
    ready: () => healthy(`http://127.0.0.1:${ports.registry}/v2/`),
  };

  const containerd: Daemon = {
    name: 'containerd',
    command: debianBinary(layout, 'containerd'),
    args: ['--config', file('containerd'), '--log-level', 'warn'],
    env: { PATH: paths },
    configuration: [file('containerd')],
    ready: () => answers({ path: layout.containerdSocket }),
  };

  const buildkitd: Daemon = {
    name: 'buildkitd',
    command: join(bins.buildkit, 'buildkitd'),
    args: ['--config', file('buildkitd')],
    env: { PATH: paths },
    configuration: [file('buildkitd')],
    ready: () => answers({ path: layout.buildkitSocket }),
  };

  const api = kubernetes(
    'kube-apiserver',
    [
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      // For pods: the machine controller forwards connections from this address to loopback.
      `--advertise-address=${network.nodeAddress}`,
      '--anonymous-auth=false',
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      `--feature-gates=${STATIC_POLICIES}=true`,
      `--admission-control-config-file=${file('admission')}`,
      '--profiling=false',
      `--etcd-servers=https://127.0.0.1:${ports.etcd}`,
      `--etcd-cafile=${pki}/etcd/ca.crt`,
      `--etcd-certfile=${pki}/apiserver-etcd-client.crt`,
      `--etcd-keyfile=${pki}/apiserver-etcd-client.key`,
      `--tls-cert-file=${pki}/apiserver.crt`,
      `--tls-private-key-file=${pki}/apiserver.key`,
      `--client-ca-file=${pki}/ca.crt`,
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP',
      `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
      '--requestheader-allowed-names=front-proxy-client',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      `--proxy-client-cert-file=${pki}/front-proxy-client.crt`,
      `--proxy-client-key-file=${pki}/front-proxy-client.key`,
      `--service-account-key-file=${pki}/sa.pub`,
      `--service-account-signing-key-file=${pki}/sa.key`,
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-cluster-ip-range=${network.serviceRange}`,
      `--encryption-provider-config=${pki}/encryption.yaml`,
      '--allow-privileged=true',
    ],
    async () => {
      const args = ['--kubeconfig', layout.kubeconfig, 'get', '--raw', '/readyz', '--request-timeout=5s'];
      await run(join(bins.kubernetes, 'kubectl'), args, options);
    },
    [file('admission'), file('policies')],
  );

  const controllerManager = kubernetes(
    'kube-controller-manager',
    [
      `--kubeconfig=${identityOf(layout, 'kube-controller-manager')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.controllerManager}`,
      '--leader-elect=false',
      '--profiling=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${pki}/sa.key`,
      `--root-ca-file=${pki}/ca.crt`,
      `--cluster-signing-cert-file=${pki}/ca.crt`,
      `--cluster-signing-key-file=${pki}/ca.key`,
      `--client-ca-file=${pki}/ca.crt`,
    ],
    () => portAnswers(ports.controllerManager),
  );

  const scheduler = kubernetes(
    'kube-scheduler',
    [
      `--kubeconfig=${identityOf(layout, 'kube-scheduler')}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.scheduler}`,
      '--leader-elect=false',
      '--profiling=false',
      `--client-ca-file=${pki}/ca.crt`,
    ],
    () => portAnswers(ports.scheduler),
  );

  const kubelet: Daemon = {
    ...kubernetes(
      'kubelet',
      [
        `--config=${file('kubelet')}`,
        `--kubeconfig=${identityOf(layout, 'kubelet')}`,
        `--hostname-override=${NODE}`,
        `--node-ip=${network.nodeAddress}`,
        `--root-dir=${layout.paths.data}/kubelet`,
        `--cert-dir=${layout.paths.data}/kubelet/pki`,
      ],
      () => healthy(`http://127.0.0.1:${ports.kubeletHealth}/healthz`),
      [file('kubelet'), file('cni')],
    ),
    env: { ...withoutProxy, PATH: paths },
  };

  const proxy = kubernetes(
    'kube-proxy',
    [`--config=${file('kube-proxy')}`, `--hostname-override=${NODE}`],
    () => healthy(`http://127.0.0.1:${ports.proxyHealth}/livez`),
    [file('kube-proxy')],
  );

  const machine = kubernetes(
    'machine-controller',
    [
      `--kubeconfig=${identityOf(layout, 'machine-controller')}`,
      `--volumes=${layout.volumes}`,
      `--node=${NODE}`,
      `--load-balancers=${network.loadBalancerRange}`,
      `--api-listen=${network.nodeAddress}:${nodePorts.api}`,
      `--api-target=127.0.0.1:${ports.api}`,
    ],
    () => portAnswers(nodePorts.api, network.nodeAddress),
  );

  const dns = kubernetes(
    'coredns',
    ['-conf', file('coredns')],
    () => healthy(`http://127.0.0.1:${ports.dnsReady}/ready`),
    [file('coredns')],
  );

  const firewall: Daemon = {
    name: 'kube-router',
    command: join(bins.kubeRouter, 'kube-router'),
    args: [
      `--kubeconfig=${identityOf(layout, 'kube-router')}`,
      `--hostname-override=${NODE}`,
      '--run-firewall=true',
      '--run-router=false',
      '--run-service-proxy=false',
      `--service-cluster-ip-range=${network.serviceRange}`,
      // It would listen on all addresses of the machine.
      '--health-port=0',
    ],
    env: { ...withoutProxy, PATH: `${firewallCommands(layout)}:${paths}` },
    ready: () => firewallIsUp(options),
  };

  return [
    [etcd, registry, containerd, buildkitd],
    [api],
    [controllerManager, scheduler, kubelet, proxy, machine, dns],
    [firewall],
  ];
}
