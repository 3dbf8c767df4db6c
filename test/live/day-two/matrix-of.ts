import { randomInt } from 'node:crypto';

import type { SystemName } from '../../../components/systems';
import '../../support/live/beside';
import { casesOf, nameOf } from './cases';
import { Group, seedOf } from './group';

/** Defines the tests of all cases of a system. The cases of an accident share a stack. */
export function matrixOf(system: SystemName): void {
  const seed = seedOf(String(randomInt(1_000_000)));
  describe(`Day two of ${system}, seed ${seed}`, function () {
    this.timeout(600_000);
    for (const cases of casesOf(system)) {
      describe(cases[0]!.accident, () => {
        const group = new Group(cases, seed);
        after('the stack is removed', () => group.end());
        for (const one of cases) it(nameOf(one), () => group.run(one));
      });
    }
  });
}
