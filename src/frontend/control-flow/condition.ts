/**
 * What decides about a packet: a tree of tests. The order of tests is a part of the meaning, since a load
 * past the end of a packet rejects it. `Word` is what a language tests for numbers, `Special` what else it
 * tests.
 */
export type Condition<Word, Special> =
  | { readonly kind: 'always' | 'never' }
  /** Each test in turn until one fails; holds where none does. */
  | { readonly kind: 'all'; readonly tests: readonly Condition<Word, Special>[] }
  /** Each test in turn until one holds; fails where none does. */
  | { readonly kind: 'any'; readonly tests: readonly Condition<Word, Special>[] }
  | { readonly kind: 'not'; readonly test: Condition<Word, Special> }
  | NumberTest<Word>
  /** What `above` says where the word is above `bound`; else what `others` says. */
  | {
      readonly kind: 'split';
      readonly word: Word;
      readonly bound: number;
      readonly above: Condition<Word, Special>;
      readonly others: Condition<Word, Special>;
    }
  | { readonly kind: 'special'; readonly special: Special };

/** A word against numbers, all unsigned. */
export type NumberTest<Word> =
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly word: Word;
      readonly value: number;
    }
  /** Whether the word is from `low` to `high`, both included. */
  | {
      readonly kind: 'range';
      readonly word: Word;
      readonly low: number;
      readonly high: number;
    }
  /** Whether the word is in one of `spans`, which are in order and disjoint. */
  | { readonly kind: 'among'; readonly word: Word; readonly spans: readonly Span[] };

/** The numbers from `low` to `high`, both included, both u32. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** `any-bit`: whether the word and the value have a bit in common. */
export type Comparison = 'eq' | 'ugt' | 'uge' | 'any-bit';

export const ALWAYS: { readonly kind: 'always' } = { kind: 'always' };
export const NEVER: { readonly kind: 'never' } = { kind: 'never' };

/** Whether a condition holds whatever the packet: `null` where that depends on it. */
export function constancy(condition: Condition<unknown, unknown>): boolean | null {
  switch (condition.kind) {
    case 'always':
    case 'never':
      return condition.kind === 'always';
    case 'not': {
      const inner = constancy(condition.test);
      return inner === null ? null : !inner;
    }
    case 'all':
    case 'any': {
      const settling = condition.kind === 'any';
      const parts = condition.tests.map(constancy);
      if (parts.includes(settling)) {
        return settling;
      }
      return parts.includes(null) ? null : !settling;
    }
    default:
      return null;
  }
}

/**
 * All of `tests`, in order. Where one of them never holds, none is executed; they stay nevertheless, as the
 * places that they are about are a part of the meaning: packets have to be long enough for these to be worked
 * out.
 */
export function all<Word, Special>(
  ...tests: readonly Condition<Word, Special>[]
): Condition<Word, Special> {
  const [only, ...others] = tests.filter(({ kind }) => kind !== 'always');
  if (only === undefined) {
    return ALWAYS;
  }
  return others.length === 0 ? only : { kind: 'all', tests: [only, ...others] };
}

/** Any of `tests`, in order; as in {@link all}, those that are never executed stay. */
export function any<Word, Special>(
  ...tests: readonly Condition<Word, Special>[]
): Condition<Word, Special> {
  const [only, ...others] = tests.filter(({ kind }) => kind !== 'never');
  if (only === undefined) {
    return NEVER;
  }
  return others.length === 0 ? only : { kind: 'any', tests: [only, ...others] };
}

export function not<Word, Special>(test: Condition<Word, Special>): Condition<Word, Special> {
  return { kind: 'not', test };
}
