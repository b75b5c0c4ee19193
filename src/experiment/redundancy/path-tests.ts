import { MAX_U32 } from '../../support/u32.ts';
import type { PathTerms, TermId } from './path-terms.ts';
import { type Constraint, isSatisfiable, opposite } from './value-constraints.ts';

/** A conditional jump as the path comes to it. */
export interface PathTest {
  readonly mnemonic: string;
  readonly a: TermId;
  readonly operand: TermId;
}

/** What the tests of a path have learned so far. */
export class PathTests {
  readonly #terms: PathTerms;
  /** By value, what is known of its bits. */
  readonly #constraints = new Map<TermId, Constraint[]>();
  /** The tests of two values that are not constants, as they were written. */
  readonly #outcomes = new Map<string, boolean>();

  constructor(terms: PathTerms) {
    this.#terms = terms;
  }

  /** Notes the outcome of a test. Yields whether the tests before it imply that outcome. */
  take(test: PathTest, outcome: boolean): boolean {
    const constant = this.#terms.valueOf(test.operand);
    if (constant === null) {
      return this.#takeOpaque(`${test.mnemonic} ${test.a} ${test.operand}`, outcome);
    }
    const { base, mask, shift } = this.#terms.bitsOf(test.a);
    const constraint = constraintOf(test.mnemonic, constant, { mask, shift });
    const known = this.#constraints.get(base) ?? [];
    this.#constraints.set(base, known);
    const term = this.#terms.of(base);
    if (term.kind === 'constant' || constraint === 'always' || constraint === 'never') {
      return true;
    }
    const learned = outcome ? constraint : opposite(constraint);
    const bits = term.kind === 'input' ? term.bits : 32;
    if (!isSatisfiable([...known, opposite(learned)], bits)) {
      return true;
    }
    known.push(learned);
    return false;
  }

  #takeOpaque(key: string, outcome: boolean): boolean {
    const isKnown = this.#outcomes.has(key);
    this.#outcomes.set(key, outcome);
    return isKnown;
  }
}

/** What it means for the bits under `mask`, in their place, that a test has come out true. */
function constraintOf(
  mnemonic: string,
  constant: number,
  { mask, shift }: { readonly mask: number; readonly shift: number },
): Constraint | 'always' | 'never' {
  /** The least number in place that is shifted to `value`. */
  const inPlace = (value: number): number => value * 2 ** shift;
  switch (mnemonic) {
    case 'jeq': {
      const value = inPlace(constant);
      return value > MAX_U32 ? 'never' : { mask, low: value, high: value, inside: true };
    }
    case 'jset': {
      const tested = ((inPlace(constant) % 2 ** 32) & mask) >>> 0;
      return tested === 0 ? 'never' : { mask: tested, low: 0, high: 0, inside: false };
    }
    default: {
      const least = inPlace(mnemonic === 'jgt' ? constant + 1 : constant);
      if (least === 0) {
        return 'always';
      }
      return least > MAX_U32 ? 'never' : { mask, low: least, high: MAX_U32, inside: true };
    }
  }
}
