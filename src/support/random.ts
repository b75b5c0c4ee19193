/**
 * A seeded source of pseudo-random numbers: the same seed gives the same sequence on every machine.
 *
 * Not for secrets. The period is at least 2^32, on average about 2^127.
 *
 * Source: Doty-Humphrey, "sfc32" (Small Fast Counting generator) of PractRand, 2010; the state
 * comes from the seed by Steele, Lea and Flood's SplitMix with 32-bit constants (the finalizer of
 * MurmurHash3).
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** `seed` is a u32. */
  constructor(seed: number) {
    this.#a = scramble(seed);
    this.#b = scramble(seed + 0x9e3779b9);
    this.#c = scramble(seed + 0x3c6ef372);
    for (let round = 0; round < 12; round += 1) {
      this.next();
    }
  }

  /** The next number, a u32. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, bound); `bound` is in [1, 2^32]. */
  below(bound: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * bound);
  }

  /** A number in [low, high], both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** `true` with the given probability in percent, 0 to 100. */
  percent(probability: number): boolean {
    return this.below(10_000) < probability * 100;
  }

  /** One of `choices`, each as likely as the others. There must be at least one. */
  pick<Choice>(choices: readonly Choice[]): Choice {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) {
      throw new RangeError('nothing to pick from');
    }
    return choice;
  }

  /** Puts `items` in an order in which each is as likely as any other. */
  shuffle(items: unknown[]): void {
    for (let index = items.length - 1; index > 0; index -= 1) {
      const other = this.below(index + 1);
      [items[index], items[other]] = [items[other], items[index]];
    }
  }

  /** `length` random bytes. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let index = 0; index < length; index += 1) {
      bytes[index] = this.next() >>> 24;
    }
    return bytes;
  }
}

/** Spreads the bits of `seed` over a whole word, so that near seeds give unlike states. */
function scramble(seed: number): number {
  let word = seed | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
