import { systemNames, type SystemName } from '../../../components/systems';

/** What somebody does to a stack. The first one is for a stack that was never deployed, the last one takes it down. */
export const phases = ['first up', 'change', 'no change', 'destroy'] as const;

/** One of {@link phases}. */
export type Phase = (typeof phases)[number];

/** What happens to a stack before or while that is done. */
export const accidents = [
  'killed',
  'scaled by hand',
  'edited by hand',
  'deleted by hand',
  'relabelled by hand',
  'state lost',
  'state of before restored',
  'context renamed',
  'kubeconfig moved',
  'registry emptied',
  'namespace gone',
] as const;

/** One of {@link accidents}. */
export type Accident = (typeof accidents)[number];

/** One case of the matrix. */
export interface Case {
  readonly system: SystemName;
  readonly phase: Phase;
  readonly accident: Accident;
}

/** The name of a case, by which it is found again. */
export function nameOf({ system, phase, accident }: Case): string {
  return `${system}: ${phase}, ${accident}`;
}

/** All cases of a system: for each accident one of each phase, in the order in which one stack can go through them. */
export function casesOf(system: SystemName): readonly (readonly Case[])[] {
  return accidents.map((accident) => phases.map((phase) => ({ system, phase, accident })));
}

/** The whole matrix. */
export const matrix: readonly Case[] = systemNames.flatMap((system) => casesOf(system).flat());

/** The cases of every run of the tests: each accident, each phase and each system is among them. */
export const sample: readonly (readonly Case[])[] = (
  [
    ['cryptoserver', 'first up', 'killed'],
    ['cryptoserver', 'change', 'edited by hand'],
    ['cryptoserver', 'destroy', 'state of before restored'],
    ['tokens', 'change', 'deleted by hand'],
    ['tokens', 'no change', 'state lost'],
    ['tokens', 'no change', 'kubeconfig moved'],
    ['hotels', 'first up', 'relabelled by hand'],
    ['hotels', 'change', 'context renamed'],
    ['hotels', 'destroy', 'scaled by hand'],
    ['search', 'no change', 'registry emptied'],
    ['search', 'change', 'killed'],
    ['search', 'no change', 'namespace gone'],
  ] as const
).reduce<Case[][]>((stacks, [system, phase, accident]) => {
  const last = stacks.at(-1);
  const one = { system, phase, accident };
  if (last?.[0]?.system === system) last.push(one);
  else stacks.push([one]);
  return stacks;
}, []);
