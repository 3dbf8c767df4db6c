import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

/** Volumes that the level forbids, each complete: folders of the node, and storage that is reached past the claims. */
const foreignVolumes = {
  awsElasticBlockStore: { volumeID: 'a' },
  azureDisk: { diskName: 'a', diskURI: 'https://a.example/a' },
  azureFile: { secretName: 'a', shareName: 'a' },
  cephfs: { monitors: ['a'] },
  cinder: { volumeID: 'a' },
  fc: { targetWWNs: ['a'], lun: 0 },
  flexVolume: { driver: 'a/a' },
  flocker: { datasetName: 'a' },
  gcePersistentDisk: { pdName: 'a' },
  gitRepo: { repository: 'a' },
  glusterfs: { endpoints: 'a', path: 'a' },
  hostPath: { path: '/' },
  iscsi: { targetPortal: '192.0.2.1', iqn: 'iqn.2026-01.example:a', lun: 0 },
  nfs: { server: '192.0.2.1', path: '/' },
  photonPersistentDisk: { pdID: 'a' },
  portworxVolume: { volumeID: 'a' },
  quobyte: { registry: '192.0.2.1:1', volume: 'a' },
  rbd: { monitors: ['a'], image: 'a' },
  scaleIO: { gateway: 'https://a.example', system: 'a', volumeName: 'a', secretRef: { name: 'a' } },
  storageos: { volumeName: 'a' },
  vsphereVolume: { volumePath: 'a' },
} as const;

/** What a container may not have of its own, since its pod has it, or since nothing may have it. */
const ofThePod = ['runAsNonRoot', 'seccompProfile', 'appArmorProfile', 'seLinuxOptions', 'windowsOptions'];

/** Whether the probes and hooks of a container `c` ask it, and no other host. */
const asksItself = [
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle.postStart',
  'lifecycle.preStop',
]
  .flatMap((handler) => ['httpGet', 'tcpSocket'].map((way) => `${handler}.${way}.host`.split('.')))
  .map((path) => {
    const missing = path.map((_, index) => `!has(c.${path.slice(0, index + 1).join('.')})`);
    return `(${missing.join(' || ')} || c.${path.join('.')} == '')`;
  })
  .join(' && ');

/** The annotations by which older versions of Kubernetes loosened the confinement of containers. */
const loosening = [
  'container.apparmor.security.beta',
  'seccomp.security.alpha',
  'container.seccomp.security.alpha',
];

/** Pods at the Pod Security level `restricted`, and without a token of the API server. */
export const restrictedPods: Rule = {
  name: 'restricted-pods',
  why: 'What breaks out of a container must find nothing to go on with (Kubernetes, Pod Security Standards: restricted).',
  matches: workloads,
  validations: [
    {
      expression:
        'has(variables.pod.automountServiceAccountToken) && !variables.pod.automountServiceAccountToken',
      message: 'the pods get a token of the API server',
      remedy: 'set `automountServiceAccountToken: false`, as `hardenedPod` does',
    },
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((field) => ({
      expression: `!has(variables.pod.${field}) || !variables.pod.${field}`,
      message: `the pods share a namespace of the node by ${field}`,
      remedy: `leave out \`${field}\``,
    })),
    {
      expression: `variables.volumes.all(v, ${Object.keys(foreignVolumes)
        .map((type) => `!has(v.${type})`)
        .join(' && ')})`,
      message: 'a volume is a folder of the node, or storage past the claims',
      remedy: 'use a claim or an emptyDir',
    },
    {
      expression:
        'variables.containers.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))',
      message: 'a container listens on a port of the node',
      remedy: 'leave out `hostPort`, and make a Service',
    },
    {
      expression:
        'has(variables.pod.securityContext) && has(variables.pod.securityContext.runAsNonRoot) && variables.pod.securityContext.runAsNonRoot && (!has(variables.pod.securityContext.runAsUser) || variables.pod.securityContext.runAsUser != 0)',
      message: 'the pods may run as root',
      remedy: 'set `runAsNonRoot: true` for the pod, as `hardenedPod` does',
    },
    {
      expression:
        "has(variables.pod.securityContext) && has(variables.pod.securityContext.seccompProfile) && variables.pod.securityContext.seccompProfile.type == 'RuntimeDefault'",
      message: 'the pods may use every system call',
      remedy: 'set `seccompProfile: { type: RuntimeDefault }` for the pod, as `hardenedPod` does',
    },
    {
      expression:
        "!has(variables.pod.securityContext) || (!has(variables.pod.securityContext.seLinuxOptions) && !has(variables.pod.securityContext.windowsOptions) && (!has(variables.pod.securityContext.appArmorProfile) || variables.pod.securityContext.appArmorProfile.type != 'Unconfined'))",
      message: 'the pods choose their confinement',
      remedy: 'leave out `seLinuxOptions`, `windowsOptions` and an unconfined `appArmorProfile`',
    },
    {
      expression: `!has(object.spec.template.metadata) || !has(object.spec.template.metadata.annotations) || object.spec.template.metadata.annotations.all(key, ${loosening.map((start) => `!key.startsWith('${start}.kubernetes.io/')`).join(' && ')})`,
      message: 'an annotation chooses the confinement of a container',
      remedy: 'leave it out: `hardenedPod` sets the fields',
    },
    {
      expression:
        "!has(variables.pod.securityContext) || !has(variables.pod.securityContext.sysctls) || variables.pod.securityContext.sysctls.all(s, s.name == 'net.ipv4.ip_unprivileged_port_start')",
      message: 'the pods set the kernel',
      remedy: 'set no `sysctls` but the one of `lowPorts`',
    },
    {
      expression: `variables.containers.all(c, ${asksItself})`,
      message: 'a probe or a hook asks another host',
      remedy: 'leave out its `host`',
    },
    {
      expression:
        'variables.containers.all(c, has(c.securityContext) && has(c.securityContext.allowPrivilegeEscalation) && !c.securityContext.allowPrivilegeEscalation)',
      message: 'a container may gain privileges',
      remedy: 'set `allowPrivilegeEscalation: false` for the container, as `container` does',
    },
    {
      expression:
        "variables.containers.all(c, has(c.securityContext) && has(c.securityContext.capabilities) && has(c.securityContext.capabilities.drop) && 'ALL' in c.securityContext.capabilities.drop && !has(c.securityContext.capabilities.add))",
      message: 'a container has capabilities',
      remedy: 'drop `ALL` capabilities and add none, as `container` does',
    },
    {
      expression:
        'variables.containers.all(c, has(c.securityContext) && has(c.securityContext.readOnlyRootFilesystem) && c.securityContext.readOnlyRootFilesystem)',
      message: 'a container can write to its image',
      remedy: 'set `readOnlyRootFilesystem: true`, and mount a `scratch` folder where it writes',
    },
    {
      expression: `variables.containers.all(c, !has(c.securityContext) || (${ofThePod.map((field) => `!has(c.securityContext.${field})`).join(' && ')} && (!has(c.securityContext.runAsUser) || c.securityContext.runAsUser != 0) && (!has(c.securityContext.privileged) || !c.securityContext.privileged) && (!has(c.securityContext.procMount) || c.securityContext.procMount == 'Default')))`,
      message: 'a container undoes the hardening of its pod',
      remedy: 'leave user, system calls and privileges to the pod',
    },
  ],
  good: [goodDeployment()],
  bad: [
    {
      what: 'nothing is said about the token',
      at: 'spec.template.spec.automountServiceAccountToken',
    },
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((field) => ({
      what: `${field} is set`,
      at: ['spec', 'template', 'spec', field],
      to: true,
    })),
    ...Object.entries(foreignVolumes).map(([type, source]) => ({
      what: `a volume is a ${type}`,
      at: 'spec.template.spec.volumes.1',
      to: { name: 'foreign', [type]: source },
    })),
    {
      what: 'a port has a hostPort',
      at: 'spec.template.spec.containers.0.ports.0.hostPort',
      to: 80,
    },
    {
      what: 'the pod may run as root',
      at: 'spec.template.spec.securityContext.runAsNonRoot',
      to: false,
    },
    { what: 'the pod runs as root', at: 'spec.template.spec.securityContext.runAsUser', to: 0 },
    {
      what: 'the pod has no seccomp profile',
      at: 'spec.template.spec.securityContext.seccompProfile',
    },
    ...(
      [
        ['seLinuxOptions', { type: 'spc_t' }],
        ['appArmorProfile', { type: 'Unconfined' }],
        ['windowsOptions', { hostProcess: true }],
        ['sysctls', [{ name: 'kernel.msgmax', value: '1' }]],
      ] as const
    ).map(([field, to]) => ({
      what: `the pod sets ${field}`,
      at: ['spec', 'template', 'spec', 'securityContext', field],
      to,
    })),
    ...(
      [
        ['container.apparmor.security.beta.kubernetes.io/server', 'unconfined'],
        ['seccomp.security.alpha.kubernetes.io/pod', 'unconfined'],
        ['container.seccomp.security.alpha.kubernetes.io/server', 'unconfined'],
      ] as const
    ).map(([key, value]) => ({
      what: `the pod has the annotation ${key}`,
      at: 'spec.template.metadata.annotations',
      to: { [key]: value },
    })),
    {
      what: 'a probe asks another host',
      at: 'spec.template.spec.containers.0.readinessProbe.httpGet.host',
      to: '192.0.2.1',
    },
    {
      what: 'a hook asks another host',
      at: 'spec.template.spec.containers.0.lifecycle',
      to: { preStop: { httpGet: { port: 80, host: '192.0.2.1' } } },
    },
    {
      what: 'an init container may gain privileges',
      at: 'spec.template.spec.initContainers.0.securityContext.allowPrivilegeEscalation',
    },
    {
      what: 'a container drops one capability',
      at: 'spec.template.spec.containers.0.securityContext.capabilities.drop',
      to: ['KILL'],
    },
    {
      what: 'a container adds a capability',
      at: 'spec.template.spec.containers.0.securityContext.capabilities.add',
      to: ['NET_ADMIN'],
    },
    {
      what: 'a container can write everywhere',
      at: 'spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem',
    },
    {
      what: 'a container runs as root',
      at: 'spec.template.spec.containers.0.securityContext.runAsUser',
      to: 0,
    },
    ...(
      [
        ['runAsNonRoot', false],
        ['seccompProfile', { type: 'Unconfined' }],
        ['appArmorProfile', { type: 'Unconfined' }],
        ['seLinuxOptions', { type: 'spc_t' }],
        ['windowsOptions', { hostProcess: true }],
        ['privileged', true],
        ['procMount', 'Unmasked'],
      ] as const
    ).map(([field, to]) => ({
      what: `a container sets ${field}`,
      at: ['spec', 'template', 'spec', 'containers', 0, 'securityContext', field],
      to,
    })),
  ],
};
