/** What is known of a test's outcome: nothing, that it {@link HOLDS}, or that it {@link FAILS}. */
export type Outcome = 0 | 1 | 2;
export const UNKNOWN = 0;
export const HOLDS = 1;
export const FAILS = 2;

/** By test, what is known of its outcome: two bits each, the first test in the lowest. */
export type KnownOutcomes = Uint32Array;

const TESTS_A_WORD = 16;

/** Of each pair of bits, the lower. */
const LOWER = 0x5555_5555;

export function noOutcomes(tests: number): KnownOutcomes {
  return new Uint32Array(Math.ceil(tests / TESTS_A_WORD));
}

export function outcomeIn(known: KnownOutcomes, test: number): Outcome {
  const word = known[test >>> 4] ?? 0;
  return ((word >>> (2 * (test & 15))) & 3) as Outcome;
}

/** Notes that `test`, of which nothing was known, comes out as `outcome`; or, in a mask, both bits of it. */
export function note(known: KnownOutcomes, test: number, outcome: number): void {
  known[test >>> 4] = (known[test >>> 4] ?? 0) | (outcome << (2 * (test & 15)));
}

/** Adds all that `other` knows, which must not contradict. */
export function addAll(known: KnownOutcomes, other: KnownOutcomes): void {
  for (let index = 0; index < known.length; index += 1) {
    known[index] = (known[index] ?? 0) | (other[index] ?? 0);
  }
}

/** What of `known` is about the tests that `mask` has both bits of. */
export function within(known: KnownOutcomes, mask: KnownOutcomes): KnownOutcomes {
  const kept = known.slice();
  for (let index = 0; index < kept.length; index += 1) {
    kept[index] = (kept[index] ?? 0) & (mask[index] ?? 0);
  }
  return kept;
}

/** Takes from `known` what `other` does not know too. */
export function meet(known: KnownOutcomes, other: KnownOutcomes): void {
  for (let index = 0; index < known.length; index += 1) {
    const differing = (known[index] ?? 0) ^ (other[index] ?? 0);
    const lower = (differing | (differing >>> 1)) & LOWER;
    known[index] = (known[index] ?? 0) & ~(lower | (lower << 1));
  }
}
