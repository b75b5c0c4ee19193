import { fieldOf } from '../../analysis/odds/field-of.ts';
import { rangeOdds, usualShare } from '../../analysis/odds/value-odds.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { SwitchCase, SwitchTerminator } from '../../ir/ir.ts';
import { comparisonsOf } from '../../ir/switch-ranges.ts';
import { largestValue } from '../largest-value.ts';
import { pairOfCodes } from './pair-of-codes.ts';

/** What to ask of a value first: whether it is the one of a range, or in one at or behind it. */
export interface FirstComparison {
  readonly op: 'eq' | 'uge';
  /** The index of the range among those to tell apart. */
  readonly at: number;
}

/** Up to so many comparisons stand one after the other, what is most usual first. */
const LONGEST_CHAIN = 3;

/** More ranges take more comparisons: each is asked for, or is joined to another by one that is. */
const MOST_RANGES = 2 * (LONGEST_CHAIN + 1);

/** What to ask first where few comparisons are to be made: what is most usual. */
export class FirstOfFew {
  readonly #filter: FilterView;
  readonly #switch: SwitchTerminator;
  readonly #usual: (value: number) => number;
  /** By target, how usual the numbers of its cases are together. */
  readonly #usualOf = new Map<BlockId, number>();
  readonly #odds: (low: number, high: number) => number;

  private constructor(filter: FilterView, terminator: SwitchTerminator) {
    this.#filter = filter;
    this.#switch = terminator;
    const field = fieldOf(filter, terminator.value);
    this.#usual = (number) => usualShare(field, number);
    for (const { low, target } of terminator.cases) {
      this.#usualOf.set(target, (this.#usualOf.get(target) ?? 0) + this.#usual(low));
    }
    this.#odds = rangeOdds(field, largestValue(terminator.value, filter));
  }

  /** What decides for the switch with these ranges; `null` where it takes many comparisons. */
  static for(
    filter: FilterView,
    terminator: SwitchTerminator,
    ranges: readonly SwitchCase[],
  ): FirstOfFew | null {
    if (ranges.length > MOST_RANGES) {
      return null;
    }
    const { singles, rest } = comparisonsOf(ranges);
    const isShort = singles.length + rest.length - 1 <= LONGEST_CHAIN;
    return isShort ? new FirstOfFew(filter, terminator) : null;
  }

  /** What to ask first of `ranges`, at least two. */
  of(ranges: readonly SwitchCase[]): FirstComparison {
    const { singles, rest } = comparisonsOf(ranges);
    const single = this.#mostUsual(singles.filter((one) => this.#isException(one, rest)));
    const number = single ?? pairOfCodes(ranges);
    const low = number?.low ?? this.#firstBound(rest);
    return {
      op: number === null ? 'uge' : 'eq',
      at: ranges.findIndex((range) => range.low === low),
    };
  }

  /** Whether numbers around `single` go where most do, so that it may be asked for at once. */
  #isException({ low }: SwitchCase, rest: readonly SwitchCase[]): boolean {
    return (
      rest.length === 1 || rest.find(({ high }) => low <= high)?.target === this.#switch.otherwise
    );
  }

  /** The case that is asked for first; `null` where there is none. */
  #mostUsual(singles: readonly SwitchCase[]): SwitchCase | null {
    const [first, ...others] = singles;
    return first === undefined
      ? null
      : others.reduce(
          (best, one) => (this.#frequencyOf(one) > this.#frequencyOf(best) ? one : best),
          first,
        );
  }

  /**
   * The packets of the profile that came where `single` leads; its share by how usual its number is
   * where others lead there as well, or without a profile.
   */
  #frequencyOf({ low, target }: SwitchCase): number {
    const usual = this.#usual(low);
    const { count } = this.#filter.block(target);
    if (count === undefined) {
      return usual;
    }
    const all = this.#usualOf.get(target) ?? usual;
    return all > 0 ? (count * usual) / all : count;
  }

  /** Where to part a few ranges: so that the likelier of the outer ones is tested first. */
  #firstBound(ranges: readonly SwitchCase[]): number {
    const first = ranges[0];
    const last = ranges.at(-1);
    const odds = (range: SwitchCase | undefined): number =>
      range === undefined ? 0 : this.#odds(range.low, range.high);
    return (odds(first) > odds(last) ? ranges[1] : last)?.low ?? 0;
  }
}
