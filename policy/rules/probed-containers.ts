import { goodDeployment } from '../examples';
import { workloads, type Manifest, type Rule } from '../rule';

/** The path that a probe asks for; without one, or with an empty one, the API server takes the root. */
const pathOf = (probe: string): string =>
  `(has(c.${probe}.httpGet.path) && c.${probe}.httpGet.path != '' ? c.${probe}.httpGet.path : '/')`;

/** The server asks for life at the root, which is the default of the API server. */
const aliveAtRoot = structuredClone(goodDeployment()) as Manifest & {
  spec: { template: { spec: { containers: { livenessProbe: object }[] } } };
};
for (const server of aliveAtRoot.spec.template.spec.containers)
  server.livenessProbe = { httpGet: { port: 'http' } };

/** Servers with probes that tell readiness from life, and containers that say why they ended. */
export const probedContainers: Rule = {
  name: 'probed-containers',
  why: 'With one question for both, what is only busy is restarted (Kubernetes, Liveness, Readiness, and Startup Probes).',
  matches: workloads,
  validations: [
    {
      expression: 'variables.pod.containers.all(c, has(c.readinessProbe) && has(c.livenessProbe))',
      message: 'a container has no readiness or no liveness probe',
      remedy: 'give it `probes`',
    },
    {
      expression: `variables.pod.containers.all(c, !has(c.readinessProbe) || !has(c.livenessProbe) || !has(c.readinessProbe.httpGet) || !has(c.livenessProbe.httpGet) || ${pathOf('readinessProbe')} != ${pathOf('livenessProbe')} || c.readinessProbe.httpGet.port != c.livenessProbe.httpGet.port)`,
      message: 'a container has the same question for readiness and liveness',
      remedy: 'ask `/readyz` for readiness and `/healthz` for liveness',
    },
    {
      expression:
        "variables.containers.all(c, has(c.terminationMessagePolicy) && c.terminationMessagePolicy == 'FallbackToLogsOnError')",
      message: 'a container that fails leaves no message',
      remedy: 'set `terminationMessagePolicy: FallbackToLogsOnError`, as `container` does',
    },
  ],
  good: [goodDeployment(), aliveAtRoot],
  bad: [
    {
      what: 'there is no readiness probe',
      at: 'spec.template.spec.containers.0.readinessProbe',
    },
    {
      what: 'there is no liveness probe',
      at: 'spec.template.spec.containers.0.livenessProbe',
    },
    {
      what: 'both probes are the same',
      at: 'spec.template.spec.containers.0.readinessProbe.httpGet.path',
      to: '/healthz',
    },
    {
      what: 'both probes ask at the root, of which one does not say so',
      of: 1,
      at: 'spec.template.spec.containers.0.readinessProbe.httpGet.path',
      to: '/',
    },
    {
      what: 'both probes ask at the root, of which one has an empty path',
      of: 1,
      at: 'spec.template.spec.containers.0.readinessProbe.httpGet.path',
      to: '',
    },
    {
      what: 'an init container has another policy',
      at: 'spec.template.spec.initContainers.0.terminationMessagePolicy',
      to: 'File',
    },
  ],
};
