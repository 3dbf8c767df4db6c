import type { AllSettings, Check } from '../preflight/check';
import { schemesOf } from './registry-check';

/** How long the registry may take to answer. */
const answerMilliseconds = 5_000;

/**
 * The registry that images are pushed to answers this machine. Only a doubt: a deployment that builds nothing does not need it,
 * and whether the nodes can pull from it only they know.
 */
export const registryAnswers: Check<AllSettings> = async (settings) => {
  const builds = settings.systems.some((name) => (settings[name] as { images?: unknown }).images === 'ours');
  if (!builds) return [];
  const host = settings.registry.replace(/\/.*$/, '');
  const answers = schemesOf(host).map((scheme) => isRegistry(`${scheme}://${host}/v2/`));
  const reasons = await Promise.all(answers);
  if (reasons.includes(undefined)) return [{ fact: settings.registry }];
  const why = reasons.filter((reason) => reason !== undefined).join('; ');
  return [
    {
      doubt: `the registry ${host} does not answer (${why}), so that no image can be pushed: start it, or set \`registry\` to another one`,
    },
  ];
};

/** Why a URL is not the API of a registry; undefined when it is. Source: OCI Distribution Specification, "Determining Support". */
async function isRegistry(url: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(answerMilliseconds) });
    // One that wants a login says so here.
    return status === 200 || status === 401 ? undefined : `${url} answers ${status}`;
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    return `${url}: ${cause?.code ?? (error as Error).message}`;
  }
}
