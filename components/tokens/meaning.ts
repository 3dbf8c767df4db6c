import type { Meaning, Meanings, ResourceChange } from '../change';
import { doorsOf, kindOf, means, networkOf, rolls, scaled } from '../kubernetes/changes';

/** What changes of the tokens mean for those who have one, make one or verify one. */
export const tokensMeaning: Meanings = (changes) => {
  const workloads = changes.filter((change) => kindOf(change) === 'Deployment');
  if (workloads.some(({ operation }) => operation === 'delete' || operation === 'replace'))
    return workloads.some(({ operation }) => operation === 'replace') ? [moved, ...doorsOf(changes)] : [gone];
  if (workloads.some(({ operation }) => operation === 'create'))
    return [means('a key is made if there is none, then creators and verifiers start')];
  const keys = keysOf(changes.filter((change) => kindOf(change) === 'Secret'));
  return [
    ...keys,
    ...rolling(workloads, keys.length === 0 ? validityOf(workloads) : ''),
    ...workloads.flatMap((change) => scaled(change, `${roleOf(change)}s`)),
    ...networkOf(changes),
    ...doorsOf(changes),
  ];
};

const moved: Meaning = {
  text: 'ALL TOKENS ARE REFUSED FROM NOW ON: creators and verifiers stop, and start again with another key',
  loses: true,
};
const gone: Meaning = {
  text: 'ALL TOKENS ARE LOST: nobody verifies them any more, and the keys go',
  loses: true,
};

/** A Secret holds one key for ever: a new Secret is a new key, and with a Secret its key goes. */
function keysOf(secrets: readonly ResourceChange[]): Meaning[] {
  const made = secrets.find(({ operation }) => operation === 'create');
  const dropped = secrets.filter(({ operation }) => operation === 'delete' || operation === 'replace');
  const left = dropped.some(({ name }) => made?.name === nextOf(name)) ? 'are refused' : 'stay valid';
  return [
    ...(made ? [means(`a new key signs; tokens of the key before it ${left}`)] : []),
    ...dropped.map(({ name }) => means(`tokens that the key ${name} signed are refused`)),
  ];
}

/** The name of the random key that comes after one, such as `tokens-key-3`; undefined for a key of the user. */
function nextOf(name: string): string | undefined {
  const [, prefix, number] = /^(.*-)(\d+)$/.exec(name) ?? [];
  return prefix === undefined ? undefined : `${prefix}${Number(number) + 1}`;
}

/** What happens to tokens while the keys stay: verifiers with other settings may refuse some, as with another issuer. */
function validityOf(workloads: readonly ResourceChange[]): string {
  const verifiers = workloads.filter((change) => roleOf(change) === 'verifier');
  const otherSettings = verifiers.some(({ properties }) =>
    properties.some(({ path }) => settingPath.test(path)),
  );
  return otherSettings ? '; tokens that the new settings do not allow are refused' : '; tokens stay valid';
}

/** The verifier's environment: its issuer and the longest lifetime. */
const settingPath = /^spec\.template\.spec\.containers\[0\]\.env\b/;

/** The verifiers come first: each knows a new key before a creator signs with it. */
function rolling(workloads: readonly ResourceChange[], kept: string): Meaning[] {
  const roles = workloads.filter(rolls).map(roleOf);
  if (roles.length === 0) return [];
  const order = ['verifier', 'creator'].filter((role) => roles.includes(role)).map((role) => `the ${role}s`);
  return [means(`rolls ${order.join(', then ')}, while others serve${kept}`)];
}

/** `creator` or `verifier`, which the name of the resource ends with before its kind. */
function roleOf({ name }: ResourceChange): string {
  return name.includes('verifier') ? 'verifier' : 'creator';
}
