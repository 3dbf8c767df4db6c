import { Tokens, type TokensArgs } from '../../../components/tokens/tokens';
import { Recording, valueOf } from '../../support/unit/recording';

/** Placeholder references of the images. */
export const images = {
  creatorImage: `localhost:5001/shared-keys/creator@sha256:${'a'.repeat(64)}`,
  verifierImage: `localhost:5001/shared-keys/verifier@sha256:${'b'.repeat(64)}`,
  keycreatorImage: `localhost:5001/shared-keys/keycreator@sha256:${'c'.repeat(64)}`,
} as const;

/** The two services. Their containers have the same names. */
export const roles = ['creator', 'verifier'] as const;

/** Creates the component with these arguments, and returns its recorded resources. */
export async function makeTokens(args: Partial<TokensArgs> = {}) {
  const recording = await new Recording().start();
  const component = new Tokens('tokens', { namespace: 'tokens', ...images, ...args }, recording.watch);
  const urls = [await valueOf(component.creatorUrl), await valueOf(component.verifierUrl)];
  await valueOf(component.creator.replicas);
  await valueOf(component.verifier.replicas);
  const deployment = (role: string) =>
    recording.one('kubernetes:apps/v1:Deployment', `tokens-${role}-deployment`);
  const pod = (role: string) => deployment(role).inputs.spec.template.spec;
  return { recording, component, urls, deployment, pod };
}

/** The names of the Secrets from whose files an init container takes its keys, by the variable that names the file. */
export function keysOf(pod: {
  initContainers: {
    env: { name: string; value?: string }[];
    volumeMounts: { name: string; mountPath: string }[];
  }[];
  volumes: { name: string; secret?: { secretName: string } }[];
}): Record<string, string | undefined> {
  const [{ env, volumeMounts }] = pod.initContainers as [(typeof pod.initContainers)[number]];
  return Object.fromEntries(
    env.map(({ name, value }) => {
      const mount = volumeMounts.find(({ mountPath }) => value === `${mountPath}/key`);
      return [name, pod.volumes.find((volume) => volume.name === mount?.name)?.secret?.secretName];
    }),
  );
}
