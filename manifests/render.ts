import { stringify } from 'yaml';

import { Failure } from '../local/host/failure';
import { manifestOf, phraseOf } from './object';
import { readmeOf } from './readme';
import { RECORD, recordOf, type StackRecord } from './record';
import { SCRIPT, secretsScript } from './script';
import { compare } from './order';
import { secretsOf } from './secrets';
import type { Deployment, KubernetesObject } from './state';

/** The files of a folder, by their paths in it. */
export type Files = ReadonlyMap<string, string>;

interface Manifest {
  readonly system: string;
  readonly object: KubernetesObject;
  readonly file: string;
}

const KUSTOMIZATION = 'kustomization.yaml';
/** What runs pods. It comes last, when all that the pods need is there. */
const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod']);

/**
 * A stack as files for kubectl: a folder for each system with a file for each object, a kustomization in each folder and one for
 * all, a script that makes the Secrets, and a README. The same deployment gives the same bytes.
 *
 * @throws Failure when a value outside of a Secret is secret, an image has no digest, or the keys of a Secret are not known
 */
export function render(deployment: Deployment): Files {
  const manifests = deployment.objects
    .filter(({ object }) => object.kind !== 'Secret')
    .map(({ system, object }) => ({ system, object: manifestOf(object), file: fileOf(system, object) }))
    .sort(inOrder);
  const files = new Map<string, string>();
  for (const { file, object } of manifests) {
    if (files.has(file))
      throw new Failure(`${phraseOf(object)} has the name of another object of its system.`);
    files.set(file, yaml(object));
  }
  const systems = [...new Set(manifests.map(({ system }) => system))].sort(compare);
  for (const system of systems) {
    const own = manifests.filter((one) => one.system === system);
    files.set(`${system}/${KUSTOMIZATION}`, kustomization(own.map(({ file }) => file.split('/')[1] ?? file)));
  }
  files.set(KUSTOMIZATION, kustomization(systems));
  const secrets = secretsOf(deployment);
  if (secrets.length > 0) {
    // All of them, so that the API server can then judge everything without a change (`--dry-run=server`).
    const namespaces = manifests.filter(({ object }) => object.kind === 'Namespace');
    files.set(
      SCRIPT,
      secretsScript(
        secrets,
        namespaces.map(({ file }) => file),
      ),
    );
  }
  const record = recordOf(deployment);
  const objects = manifests.map(({ object }) => object);
  files.set('README.md', readmeOf({ stack: deployment.stack, objects, secrets, doors: record.doors }));
  const whole: StackRecord = { ...record, files: [...files.keys()].sort(compare) };
  files.set(RECORD, `${JSON.stringify(whole, undefined, 2)}\n`);
  return files;
}

function fileOf(system: string, { kind, metadata: { name } }: KubernetesObject): string {
  return `${system}/${kind.toLowerCase()}-${name.replaceAll(':', '-')}.yaml`;
}

/** By system; in it, namespaces first and workloads last. */
function inOrder(a: Manifest, b: Manifest): number {
  const rank = ({ kind }: KubernetesObject): number =>
    kind === 'Namespace' ? 0 : workloads.has(kind) ? 2 : 1;
  return (
    compare(a.system, b.system) ||
    rank(a.object) - rank(b.object) ||
    compare(a.object.kind, b.object.kind) ||
    compare(a.file, b.file)
  );
}

function kustomization(resources: readonly string[]): string {
  return yaml({ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources });
}

/** As kubectl reads it: by the rules of YAML 1.1, where `yes` and `0o10` without quotes are no texts. */
function yaml(object: object): string {
  return stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
