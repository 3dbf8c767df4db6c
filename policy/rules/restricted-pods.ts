import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

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
      expression: 'variables.volumes.all(v, !has(v.hostPath))',
      message: 'a volume is a folder of the node',
      remedy: 'use a claim or an emptyDir instead of `hostPath`',
    },
    {
      expression:
        'variables.containers.all(c, !has(c.ports) || c.ports.all(p, !has(p.hostPort) || p.hostPort == 0))',
      message: 'a container listens on a port of the node',
      remedy: 'leave out `hostPort`, and make a Service',
    },
    {
      expression:
        'has(variables.pod.securityContext) && has(variables.pod.securityContext.runAsNonRoot) && variables.pod.securityContext.runAsNonRoot',
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
      expression:
        'variables.containers.all(c, !has(c.securityContext) || (!has(c.securityContext.runAsNonRoot) && !has(c.securityContext.seccompProfile) && (!has(c.securityContext.runAsUser) || c.securityContext.runAsUser != 0)))',
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
    {
      what: 'a volume has a hostPath',
      at: 'spec.template.spec.volumes.1',
      to: { name: 'node', hostPath: { path: '/' } },
    },
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
    {
      what: 'the pod has no seccomp profile',
      at: 'spec.template.spec.securityContext.seccompProfile',
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
  ],
};
