import { goodNamespace } from '../examples';
import type { Manifest } from '../rule';
import type { Stack, StackResource, StackRule } from '../stack-rule';

/** The annotation of objects that Pulumi leaves in the cluster: it does not tell policies of its option `retainOnDelete`. */
const kept = 'shared-keys/on-delete';

interface Metadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, unknown>>;
}

const metadataOf = ({ props }: StackResource): Metadata => props.metadata ?? {};

/** Whether a resource stays when the stack is destroyed. */
function stays(resource: StackResource): boolean {
  return resource.protect === true || metadataOf(resource).annotations?.[kept] === 'retain';
}

/** Whether the settings say that the data of a system goes with the stack. */
function mayGo({ settings = {} }: Stack, namespace: StackResource | undefined): boolean {
  const system = namespace && metadataOf(namespace).labels?.['app.kubernetes.io/name'];
  const group = settings[String(system)] as { readonly keepData?: unknown } | undefined;
  return String(group?.keepData) === 'false';
}

const annotations = { [kept]: 'retain' };
const namespace: StackResource = {
  type: 'kubernetes:core/v1:Namespace',
  name: 'search-namespace',
  props: { metadata: { ...(goodNamespace().metadata as Manifest), annotations } },
};
const claim: StackResource = {
  type: 'kubernetes:core/v1:PersistentVolumeClaim',
  name: 'search-claim',
  props: { metadata: { name: 'data', namespace: 'search', annotations } },
};
const unkept = { ...namespace, props: goodNamespace() };
const wrong = 'the data would be deleted with the stack';

/** Claims, and the namespaces that hold them, outlive the stack. */
export const keptData: StackRule = {
  name: 'kept-data',
  why: 'What is deleted with a stack by mistake is lost: keys and entries are nowhere else (Pulumi, retainOnDelete).',
  wrong,
  judge: (stack) => {
    const namespaces = stack.resources.filter(({ type }) => type === 'kubernetes:core/v1:Namespace');
    const claims = stack.resources.filter(({ type }) => type === 'kubernetes:core/v1:PersistentVolumeClaim');
    const around = (one: StackResource): StackResource | undefined =>
      namespaces.find((other) => metadataOf(other).name === metadataOf(one).namespace);
    const holding = new Set(claims.flatMap((one) => around(one) ?? []));
    const losing = [
      ...claims.filter((one) => !stays(one) && !mayGo(stack, around(one))),
      ...[...holding].filter((one) => !stays(one) && !mayGo(stack, one)),
    ];
    return losing.map(({ name }) => ({
      resource: name,
      message: wrong,
      remedy: 'set `retainOnDelete` or `protect`, or the setting `keepData` of its system to false',
    }));
  },
  good: [
    { resources: [namespace, claim] },
    { resources: [unkept, claim], settings: { search: { keepData: false } } },
    { resources: [unkept] },
    { resources: [{ ...unkept, protect: true }, claim] },
  ],
  bad: [
    { what: 'the claim goes', at: 'resources.1.props.metadata.annotations' },
    { what: 'the namespace goes', at: 'resources.0.props.metadata.annotations' },
    { what: 'the namespace goes, and no setting says so', of: 1, at: 'settings' },
    {
      what: 'the namespace goes by the setting of another system',
      of: 1,
      at: 'settings',
      to: { hotels: { keepData: false } },
    },
    { what: 'the data is to be kept', of: 1, at: 'settings.search.keepData', to: true },
    { what: 'the namespace is not protected', of: 3, at: 'resources.0.protect', to: false },
    { what: 'a claim is in a namespace that goes', of: 2, at: 'resources.1', to: claim },
  ],
};
