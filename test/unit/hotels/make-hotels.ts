import { Hotels } from '../../../components/hotels/hotels';
import type { HotelsArgs } from '../../../components/hotels/hotels';
import { Recording, valueOf } from '../../support/unit/recording';

const digest = `sha256:${'a'.repeat(64)}`;

/** Placeholder references of the images. */
export const images = {
  backendImage: `localhost:5000/shared-keys/hotels-backend@${digest}`,
  frontendImage: `localhost:5000/shared-keys/hotels-frontend@${digest}`,
  postgresImage: `localhost:5000/shared-keys/postgres@${digest}`,
} as const;

/** Creates the component with these arguments, and returns its recorded resources. */
export async function make(args: Partial<HotelsArgs> = {}) {
  const recording = await new Recording().start();
  const component = new Hotels('hotels', { namespace: 'hotels', ...images, ...args }, recording.watch);
  await valueOf(component.url);
  await valueOf(component.replicas);
  await valueOf(component.claim);
  if (component.databaseStatefulSet) await valueOf(component.databaseStatefulSet);
  const deployment = recording.one('kubernetes:apps/v1:Deployment');
  const pod = deployment.inputs.spec.template.spec;
  const [frontend, backend] = pod.containers;
  return {
    recording,
    component,
    deployment,
    pod,
    claim: recording.one('kubernetes:core/v1:PersistentVolumeClaim'),
    migrations: pod.initContainers[0],
    frontend,
    backend,
  };
}

/** The environment variables of a container by name. */
export function environment(container: { env: { name: string; value: string }[] }): Record<string, string> {
  return Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
}
