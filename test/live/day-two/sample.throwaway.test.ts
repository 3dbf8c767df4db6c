import '../../support/live/beside';
import { nameOf, sample, type Case } from './cases';
import { Group, seedOf } from './group';

/** A fixed seed, so that a failure can be repeated. `npm test -- day-two` runs all cases with a new seed each time. */
const seed = seedOf('1');

describe(`A stack to which something happens, seed ${seed}`, function () {
  this.timeout(300_000);
  const outcomes = new Map<Case, Promise<void>>();
  let ended: Promise<unknown>;
  before('the cases begin, of two systems at once: most of the time they wait for the cluster', () => {
    const half = sample.length / 2;
    const chains = [sample.slice(0, half), sample.slice(half)].map((groups) => {
      let previous: Promise<unknown> = Promise.resolve();
      for (const cases of groups) {
        const group = new Group(cases, seed);
        for (const one of cases) {
          const outcome = previous.then(() => group.run(one));
          // Its own test reports it.
          previous = outcome.catch(() => undefined);
          outcomes.set(one, outcome);
        }
        previous = previous.then(() => group.end());
      }
      return previous;
    });
    ended = Promise.all(chains);
    ended.catch(() => undefined);
  });
  after('the stacks are removed', () => ended);

  for (const one of sample.flat())
    it(`ends well by what the documents say: ${nameOf(one)}`, () => outcomes.get(one)!);
});
