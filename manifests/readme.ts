import { containersOf, podSpecOf } from './object';
import type { StackRecord } from './record';
import { SCRIPT } from './script';
import { compare } from './order';
import type { NeededSecret, Source } from './secrets';
import type { KubernetesObject } from './state';

/** What the README of the folder tells of. */
export interface ReadmeContent {
  readonly stack: string;
  readonly objects: readonly KubernetesObject[];
  readonly secrets: readonly NeededSecret[];
  readonly doors: StackRecord['doors'];
}

/** The README of the folder: what is in it, how it is applied, and what the cluster must have. */
export function readmeOf({ stack, objects, secrets, doors }: ReadmeContent): string {
  return `# The stack \`${stack}\` as plain Kubernetes objects

Made by \`npm run manifests\`, which replaces the whole folder: change the settings, not these files.

## Apply it

\`\`\`sh
${secrets.length > 0 ? `sh ${SCRIPT}\n` : ''}kubectl apply -k .
${waitsFor(objects).join('\n')}
\`\`\`

The commands are for kubectl's current context: a cluster that does not have the stack. It must have:

${bullets(neededOf(objects))}

\`kubectl delete -k .\` removes all of it, THE DATA TOO: the namespaces and claims are among the objects.

## Secrets

${secrets.length > 0 ? secretsText(secrets) : 'The stack has no Secret.'}

## Where it is reached

${doorsText(doors)}

## Images

${bullets(imagesOf(objects).map((image) => `\`${image}\``))}
`;
}

function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

/** The commands that wait until all pods are ready. */
function waitsFor(objects: readonly KubernetesObject[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
    .map(
      ({ kind, metadata: { name, namespace = 'default' } }) =>
        `kubectl -n ${namespace} rollout status ${kind.toLowerCase()}/${name}`,
    );
}

function neededOf(objects: readonly KubernetesObject[]): string[] {
  interface Spec {
    readonly storageClassName?: string;
    readonly type?: string;
  }
  const specs = objects.map(({ kind, spec = {} }) => ({ kind, ...(spec as Spec) }));
  const classes = specs.flatMap(({ kind, storageClassName }) =>
    kind === 'PersistentVolumeClaim' && storageClassName !== undefined ? [storageClassName] : [],
  );
  const balanced = specs.some(({ kind, type }) => kind === 'Service' && type === 'LoadBalancer');
  return [
    'access to the registry of the images below, which are named by their digest',
    ...unique(classes).map((name) => `the storage class \`${name}\``),
    ...(specs.some(({ kind }) => kind === 'ValidatingAdmissionPolicy')
      ? [
          'Kubernetes 1.30 or newer, and the right to make objects of the whole cluster, for the rules in `admission`',
        ]
      : []),
    ...(balanced ? ['something that gives addresses to services of the type LoadBalancer'] : []),
  ];
}

function secretsText(secrets: readonly NeededSecret[]): string {
  const rows = secrets.flatMap(({ namespace, name, values }) =>
    values.map(({ key, source, readers }) => {
      const read = readers.length > 0 ? readers.join('<br>') : 'no pod of the stack';
      return `| ${namespace} | ${name} | \`${key}\` | ${meaningOf(source)} | ${read} |`;
    }),
  );
  return `No value is in this folder. \`sh ${SCRIPT}\` makes these Secrets, and leaves those that are there:

| namespace | name | key | value | read by |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

The random values are new ones, not those of the stack: what was signed or stored with those is not valid here.`;
}

function meaningOf(source: Source): string {
  if (source.kind === 'bytes') return `the base64 of ${source.length} random bytes`;
  if (source.kind === 'password') return `${source.length} random letters and digits`;
  return `yours, from the variable \`${source.variable}\`, or asked for`;
}

function doorsText(doors: StackRecord['doors']): string {
  const rows = Object.entries(doors).map(([server, { namespace, service, host }]) => {
    const get = `kubectl -n ${namespace} get service ${service} -o jsonpath=`;
    return host === undefined
      ? `| ${server} | \`${get}'{.status.loadBalancer.ingress[0]}'\` | that address, port of the service |`
      : `| ${server} | \`${get}'{.spec.ports[0].nodePort}'\` | any node, that port |`;
  });
  if (rows.length === 0) return 'From inside the cluster, by its services.';
  return `| server | ask | reach |
| --- | --- | --- |
${rows.join('\n')}`;
}

function imagesOf(objects: readonly KubernetesObject[]): string[] {
  return unique(
    objects.flatMap((object) => containersOf(podSpecOf(object) ?? {}).map(({ image = '' }) => image)),
  );
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}
