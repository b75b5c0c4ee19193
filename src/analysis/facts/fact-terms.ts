import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  type BinaryInstr,
  type Instr,
  resultType,
  type SwitchCase,
  type SwitchTerminator,
} from '../../ir/ir.ts';
import type { Analysis } from '../analysis.ts';
import { type ValueNumbers, valueNumbers } from '../values/value-numbers.ts';

/** A value of the form `and x, mask` of some x. */
export interface MaskedTerm {
  readonly mask: number;
  /** The number of the masked value. */
  readonly number: number;
}

/** Values in place of phis: the operands that these take on the path looked at. */
export type Substitution = ReadonlyMap<ValueId, ValueId>;

/** Puts nothing in place of anything. */
export const NO_SUBSTITUTION: Substitution = new Map();

/**
 * More masks of one value than this are not looked at: a value has 32 different network masks, and
 * some more serve to test flags.
 */
const MAX_MASKS = 48;

const NO_TERMS: readonly MaskedTerm[] = [];

/** Yields the instruction that defines a value. */
export type Definitions = Pick<FilterView, 'definition'>;

/** The values of one filter as facts see them. */
export class FactTerms {
  readonly numbers: ValueNumbers;
  readonly #filter: Definitions;
  /** By the number of x: each `and x, mask` of the filter. */
  readonly #masked = new Map<number, MaskedTerm[]>();
  readonly #cases = new Map<SwitchTerminator, ReadonlyMap<BlockId, readonly SwitchCase[]>>();

  /** Whether every check that is made now will be made by the finished filter. */
  readonly checksStay: boolean;

  constructor(
    filter: Definitions,
    numbers: ValueNumbers,
    { checksStay }: { readonly checksStay: boolean },
  ) {
    this.#filter = filter;
    this.numbers = numbers;
    this.checksStay = checksStay;
  }

  /** Notes the values that are of the form `and x, mask`. */
  collectMasks(filter: FilterView): void {
    for (const { instrs } of filter.blocks()) {
      for (const instr of instrs) {
        if (instr.kind === 'binary' && instr.op === 'and' && instr.type === 'i32') {
          this.#addMasked(instr);
        }
      }
    }
  }

  definition(value: ValueId): Instr {
    return this.#filter.definition(value);
  }

  /** The u32 that `value` is by definition; `null` for anything but an i32 constant. */
  constant(value: ValueId): number | null {
    const instr = this.definition(value);
    return instr.kind === 'const' ? instr.value : null;
  }

  isI32(value: ValueId): boolean {
    return resultType(this.definition(value)) === 'i32';
  }

  /** The tests of parts of the value with this number. */
  masked(number: number): readonly MaskedTerm[] {
    return this.#masked.get(number) ?? NO_TERMS;
  }

  /** The cases by which `terminator` passes control to `target`; linear over all its targets. */
  casesTo(terminator: SwitchTerminator, target: BlockId): readonly SwitchCase[] {
    let byTarget = this.#cases.get(terminator);
    if (byTarget === undefined) {
      byTarget = groupByTarget(terminator);
      this.#cases.set(terminator, byTarget);
    }
    return byTarget.get(target) ?? [];
  }

  #addMasked({ id, lhs, rhs }: BinaryInstr): void {
    const right = this.constant(rhs);
    const mask = right ?? this.constant(lhs);
    if (mask === null) {
      return;
    }
    const of = this.numbers.of(right === null ? rhs : lhs);
    const term = { mask, number: this.numbers.of(id) };
    const known = this.#masked.get(of);
    if (known === undefined) {
      this.#masked.set(of, [term]);
    } else if (known.length < MAX_MASKS && known.every(({ number }) => number !== term.number)) {
      known.push(term);
    }
  }
}

function groupByTarget({ cases }: SwitchTerminator): ReadonlyMap<BlockId, readonly SwitchCase[]> {
  const byTarget = new Map<BlockId, SwitchCase[]>();
  for (const one of cases) {
    const known = byTarget.get(one.target);
    if (known === undefined) {
      byTarget.set(one.target, [one]);
    } else {
      known.push(one);
    }
  }
  return byTarget;
}

const termsFor = (checksStay: boolean): Analysis<FactTerms> => ({
  name: checksStay ? 'fact-terms' : 'relaxed-fact-terms',
  dependsOn: 'all',
  compute: (filter, get) => {
    const terms = new FactTerms(filter, get(valueNumbers), { checksStay });
    terms.collectMasks(filter);
    return terms;
  },
});

/** The terms of a filter all of whose checks stay, in one form or another. */
export const factTerms: Analysis<FactTerms> = termsFor(true);

/** The terms of a filter in which loads that are not needed may go, and their checks with them. */
export const relaxedFactTerms: Analysis<FactTerms> = termsFor(false);
