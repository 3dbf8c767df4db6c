import { createHash } from 'node:crypto';

/** Picks by chance that come out the same for the same seed and name. */
export class Chance {
  private drawn = 0;

  /**
   * @param seed - the seed of a run
   * @param name - what is picked for: each name has picks of its own
   */
  constructor(
    private readonly seed: string,
    private readonly name: string,
  ) {}

  /** The next number, from 0 up to but not including 1. */
  next(): number {
    this.drawn += 1;
    const text = `${this.seed}\0${this.name}\0${this.drawn}`;
    return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
  }

  /**
   * One of some things.
   *
   * @throws Error when there is nothing to pick from
   */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error(`${this.name}: there is nothing to pick from`);
    return from[Math.floor(this.next() * from.length)]!;
  }

  /** A whole number of a range, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }
}
