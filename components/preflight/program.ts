import type { AllSettings, Check } from './check';

/**
 * The generation of this program: it is raised by 1 with a change after which the program of before would delete or replace
 * something of what this one has deployed. A new system need not raise it.
 */
export const programGeneration = 2;

/** The output of the stack by which an older program knows that it is older. */
export const deployedBy = { program: programGeneration } as const;

/**
 * The program is not older than the one of the last deployment, as in a clone that was not updated: it would delete what it does
 * not know.
 */
export const notOlder: Check<AllSettings> = (settings, { last: { outputs } }) => {
  if (settings.olderProgram) return Promise.resolve([]);
  const { program } = (outputs.deployed ?? {}) as Partial<Record<keyof typeof deployedBy, unknown>>;
  // Before programs had a generation, outputs had other names.
  const systems = program === undefined ? [] : Object.keys(outputs);
  const unknown = systems.filter(
    (name) => name !== 'urls' && name !== 'deployed' && !Object.hasOwn(settings, name),
  );
  const signs = [
    ...(typeof program === 'number' && program > programGeneration
      ? [`it is of generation ${programGeneration}, and ${program} was deployed`]
      : []),
    ...(unknown.length > 0 ? [`it does not know what was deployed as ${unknown.join(', ')}`] : []),
  ];
  return Promise.resolve(
    signs.length === 0
      ? []
      : [
          `this program is older than that of the last deployment (${signs.join('; ')}), and would delete what it does not know: ` +
            'update it, as by `git pull`, or set `olderProgram` if this is intended',
        ],
  );
};
