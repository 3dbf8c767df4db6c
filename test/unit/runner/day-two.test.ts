import assert from 'node:assert/strict';
import { resolve } from 'node:path';

import { systemNames } from '../../../components/systems';
import { accidents, casesOf, matrix, nameOf, phases, sample } from '../../live/day-two/cases';
import { Chance } from '../../live/day-two/chance';
import { dayTwoTests } from '../../runner/mocha';

describe('The cases of what can happen to a stack', () => {
  it('are every accident in every phase of every system, once each', () => {
    assert.equal(matrix.length, systemNames.length * phases.length * accidents.length);
    assert.equal(new Set(matrix.map(nameOf)).size, matrix.length);
    assert.ok(matrix.length >= 120);
  });

  it('are all run by `npm test -- day-two`, a file for each system', () => {
    const files = dayTwoTests(resolve(__dirname, '../../..')).map((tests) => tests.files);
    assert.deepEqual(files, systemNames.map((system) => `test/live/day-two/${system}.matrix.ts`).sort());
  });

  it('begin, for each accident, with the phase that needs a new stack', () => {
    for (const cases of systemNames.flatMap(casesOf)) assert.equal(cases[0]!.phase, 'first up');
    for (const cases of sample) assert.ok(cases.slice(1).every(({ phase }) => phase !== 'first up'));
  });

  it('have twelve that every run of the tests does, with each accident, phase and system among them', () => {
    const cases = sample.flat();
    assert.equal(cases.length, 12);
    for (const [key, all] of [
      ['accident', accidents],
      ['phase', phases],
      ['system', systemNames],
    ] as const)
      assert.deepEqual(new Set(cases.map((one) => one[key])), new Set<string>(all), key);
  });
});

describe('What is picked for a case', () => {
  const picks = (seed: string, name: string): number[] => {
    const chance = new Chance(seed, name);
    return Array.from({ length: 200 }, () => chance.between(1, 6));
  };

  it('is the same for the same seed, whatever other cases pick, and another for another seed or case', () => {
    const first = picks('7', 'tokens: change, killed');
    picks('7', 'search: change, killed');
    assert.deepEqual(picks('7', 'tokens: change, killed'), first);
    assert.notDeepEqual(picks('8', 'tokens: change, killed'), first);
    assert.notDeepEqual(picks('7', 'search: change, killed'), first);
  });

  it('is anything of the range, its ends included', () => {
    assert.deepEqual([...new Set(picks('1', 'any'))].sort(), [1, 2, 3, 4, 5, 6]);
  });

  it('is refused where there is nothing', () => {
    assert.throws(() => new Chance('1', 'none').pick([]), /none: there is nothing to pick from/);
  });
});
