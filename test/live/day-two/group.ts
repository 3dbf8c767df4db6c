import { nameOf, type Case } from './cases';
import { Chance } from './chance';
import { runCase } from './run-case';
import { Subject } from './subject';

/** The seed of this run: that of the variable DAY_TWO_SEED, or the given one. */
export function seedOf(otherwise: string): string {
  return process.env.DAY_TWO_SEED ?? otherwise;
}

/** Cases of a system that go through one stack, one after the other. After one that fails, the next has a new stack. */
export class Group {
  private subject: Subject | undefined;

  /**
   * @param cases - the cases; each can run without those before it
   * @param seed - by which each case picks, whatever ran before it
   */
  constructor(
    private readonly cases: readonly Case[],
    private readonly seed: string,
  ) {}

  /**
   * Runs a case.
   *
   * @throws Error that says how to run it again, with the failure as its cause
   */
  async run(one: Case): Promise<void> {
    if (one.phase === 'first up' && this.subject !== undefined) await this.end();
    this.subject ??= await Subject.create(
      one.system,
      this.cases.map(({ accident }) => accident),
    );
    try {
      await runCase(one, this.subject, new Chance(this.seed, nameOf(one)));
    } catch (error) {
      await this.end().catch(() => undefined);
      const replay = `DAY_TWO_SEED=${this.seed} npx mocha test/live/day-two/${one.system}.matrix.ts --grep '${nameOf(one)}$'`;
      throw new Error(`${error instanceof Error ? error.message : String(error)}\nAgain: ${replay}`, {
        cause: error,
      });
    }
  }

  /** Removes the stack. */
  async end(): Promise<void> {
    const { subject } = this;
    this.subject = undefined;
    await subject?.remove();
  }
}
