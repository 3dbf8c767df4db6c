import { goodData } from '../examples';
import { Unknown } from '../judge';
import type { Manifest } from '../rule';
import type { Stack, StackResource, StackRule } from '../stack-rule';

/** The settings whose values are put into Secrets. */
export const secretSettings = ['signingKey', 'previousSigningKey', 'catalogueUrl'];

/** The annotation of a Secret whose value an earlier deployment has generated, and that was found in the cluster. */
const found = 'shared-keys/value';

/** The outputs of a random resource that are its value. */
const outputs = ['result', 'base64', 'hex'];

/** Where a value may come from: the random resources of an input, and the settings. */
function sourcesOf({ resources, settings = {} }: Stack, names: readonly string[]): ReadonlySet<unknown> {
  const random = resources.filter(({ type, name }) => type.startsWith('random:') && names.includes(name));
  const groups = Object.values(settings).filter((group) => group !== null && typeof group === 'object');
  return new Set([
    ...random.flatMap(({ props }) => outputs.map((output) => props[output])),
    ...groups.flatMap((group) => secretSettings.map((name) => (group as Manifest)[name])),
  ]);
}

/** Whether each value of a Secret is random or a setting. */
function isSourced(stack: Stack, { props, from = {} }: StackResource): boolean {
  const metadata = props.metadata as { readonly annotations?: Manifest } | undefined;
  if (metadata?.annotations?.[found] === 'found') return true;
  const names = [...(from.data ?? []), ...(from.stringData ?? [])];
  const sources = sourcesOf(stack, names);
  const fromRandom = stack.resources.some(
    ({ type, name }) => type.startsWith('random:') && names.includes(name),
  );
  // In a first preview, the list itself is not known yet.
  const entries = (list: unknown): unknown[] =>
    list instanceof Unknown ? [list] : Object.values(list ?? {});
  const values = [
    ...entries(props.stringData),
    ...entries(props.data).map((value) =>
      typeof value === 'string' ? Buffer.from(value, 'base64').toString() : value,
    ),
  ];
  // In a preview, a value that a random resource is yet to make is not known.
  return values.every((value) => (typeof value === 'string' ? sources.has(value) : fromRandom));
}

const random: StackResource = {
  type: 'random:index/randomBytes:RandomBytes',
  name: 'tokens-key-1',
  props: { length: 32, base64: 'cmFuZG9t' },
};
const secret: StackResource = {
  type: 'kubernetes:core/v1:Secret',
  name: 'tokens-key-1',
  props: { ...goodData('Secret'), data: { key: Buffer.from('cmFuZG9t').toString('base64') } },
  from: { data: ['tokens-key-1'] },
};
const ofUser: StackResource = {
  ...secret,
  props: { ...goodData('Secret'), stringData: { key: 'of the user' } },
  from: {},
};
const wrong = 'a value of the Secret is neither random nor a setting';

/** Keys and passwords that nobody has written into the program. */
export const secretSources: StackRule = {
  name: 'secret-sources',
  why: 'A key in the program is known to all who read it, and the same in every stack (OWASP, Secrets Management: creation).',
  wrong,
  judge: (stack) =>
    stack.resources
      .filter((one) => one.type === 'kubernetes:core/v1:Secret' && !isSourced(stack, one))
      .map(({ name }) => ({
        resource: name,
        message: wrong,
        remedy:
          'take it from a resource of @pulumi/random, or from a secret setting that is named in this rule',
      })),
  good: [
    { resources: [random, secret] },
    { resources: [random, { ...secret, props: { ...secret.props, data: new Unknown('data') } }] },
    { resources: [ofUser], settings: { registry: 'a.example', tokens: { signingKey: 'of the user' } } },
    {
      resources: [{ ...ofUser, props: { ...ofUser.props, metadata: { annotations: { [found]: 'found' } } } }],
    },
  ],
  bad: [
    {
      what: 'the key is another one than the random one',
      at: 'resources.1.props.data.key',
      to: 'bGl0ZXJhbA==',
    },
    { what: 'a value more is in the program', at: 'resources.1.props.stringData', to: { more: 'literal' } },
    { what: 'the random key is not what it comes from', at: 'resources.1.from' },
    {
      what: 'a value that is not known comes from no random resource',
      at: 'resources.1',
      to: { ...secret, props: { data: { key: {} } }, from: {} },
    },
    { what: 'values that are not known come from no random resource', of: 1, at: 'resources.1.from' },
    { what: 'the setting is another one', of: 2, at: 'settings.tokens.signingKey', to: 'other' },
    { what: 'the setting is not for Secrets', of: 2, at: 'settings.tokens', to: { keyName: 'of the user' } },
    { what: 'the value was not found', of: 3, at: 'resources.0.props.metadata.annotations' },
  ],
};
