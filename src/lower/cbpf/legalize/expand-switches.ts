import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import {
  mapOperands,
  type SwitchCase,
  type SwitchTerminator,
  successors,
  type Terminator,
} from '../../../ir/ir.ts';
import { comparisonsOf, stretchesOf } from '../../../ir/stretches.ts';
import {
  type FirstComparison,
  firstComparison,
  nextOfChain,
  type TreePrice,
} from './first-comparison.ts';
import { largestValue } from './largest-value.ts';
import { pairOfCodes, stretchOdds } from './stretch-odds.ts';
import { priceFor } from './tree-prices.ts';
import { usualness } from './usual-values.ts';
import { type WeighedStretch, weighedStretches } from './weighed-stretch.ts';

/** Up to so many comparisons stand one after the other, what is most usual first. */
const LONGEST_CHAIN = 3;

/** A copy of `filter` in which search trees of branches stand for switches. */
export function expandSwitches(filter: FilterView): FilterView {
  const copy = new Filter(
    filter.name,
    [...filter.blocks()].map((block) => ({
      ...block,
      instrs: block.instrs.map((instr) =>
        instr.kind === 'phi' ? mapOperands(instr, (value) => value) : instr,
      ),
    })),
  );
  for (const { id, terminator } of [...copy.blocks()]) {
    if (terminator.kind === 'switch') {
      new SwitchExpander(copy, id, terminator).expand();
    }
  }
  return copy;
}

/** Stretches that are left to tell apart in `block`. */
interface Decision {
  readonly block: BlockId;
  readonly stretches: readonly WeighedStretch[];
  /** Whether a comparison for equality has led here, so that others are to follow. */
  readonly inChain?: boolean;
}

class SwitchExpander {
  readonly #filter: Filter;
  readonly #value: ValueId;
  readonly #block: BlockId;
  readonly #switch: SwitchTerminator;
  readonly #usual: (value: number) => number;
  /** By target, how usual the numbers of its cases are together. */
  readonly #usualOf = new Map<BlockId, number>();
  readonly #price: TreePrice;
  /** Whether the switch is so short that it becomes a chain. */
  readonly #isShort: boolean;
  readonly #odds: (stretch: SwitchCase) => number;
  /** What the phis of each target took from the switch. */
  readonly #operands = new Map<BlockId, readonly (readonly [ValueId, ValueId])[]>();

  constructor(filter: Filter, block: BlockId, terminator: SwitchTerminator) {
    this.#filter = filter;
    this.#block = block;
    this.#switch = terminator;
    this.#value = terminator.value;
    this.#usual = usualness(filter.definition(terminator.value));
    for (const { low, target } of terminator.cases) {
      this.#usualOf.set(target, (this.#usualOf.get(target) ?? 0) + this.#usual(low));
    }
    this.#odds = stretchOdds(
      filter.definition(terminator.value),
      largestValue(terminator.value, filter),
    );
    this.#price = priceFor(terminator.cases.length);
    const { singles, rest } = comparisonsOf(stretchesOf(terminator));
    this.#isShort = singles.length + rest.length - 1 <= LONGEST_CHAIN;
  }

  expand(): void {
    for (const target of successors(this.#switch)) {
      this.#operands.set(target, this.#operandsOf(target));
    }
    const stretches = weighedStretches(this.#filter, this.#block, this.#switch);
    const pending: Decision[] = [{ block: this.#block, stretches }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      this.#decide(next, pending);
    }
  }

  #operandsOf(target: BlockId): readonly (readonly [ValueId, ValueId])[] {
    return this.#filter.block(target).instrs.flatMap((instr) => {
      const operand = instr.kind === 'phi' ? instr.incoming.get(this.#block) : undefined;
      return operand === undefined ? [] : [[instr.id, operand] as const];
    });
  }

  #decide({ block, stretches, inChain = false }: Decision, pending: Decision[]): void {
    const [first, second] = stretches;
    if (first === undefined) {
      return;
    }
    if (second === undefined) {
      this.#end(block, { kind: 'jump', target: first.target });
      return;
    }
    const comparison = this.#isShort
      ? this.#firstOfChain(stretches)
      : ((inChain ? nextOfChain(stretches) : null) ?? firstComparison(stretches, this.#price));
    this.#compare({ block, stretches }, comparison, pending);
  }

  /** What to ask first where few comparisons are to be made: what is most usual. */
  #firstOfChain(stretches: readonly WeighedStretch[]): FirstComparison {
    const { singles, rest } = comparisonsOf(stretches);
    const single = this.#mostUsual(singles.filter((one) => this.#isException(one, rest)));
    const number = single ?? pairOfCodes(stretches);
    const low = number?.low ?? this.#firstBound(rest);
    return {
      op: number === null ? 'uge' : 'eq',
      at: stretches.findIndex((stretch) => stretch.low === low),
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

  /** Where to part a few stretches: so that the likelier of the outer ones is told from the others. */
  #firstBound(stretches: readonly SwitchCase[]): number {
    const first = stretches[0];
    const last = stretches.at(-1);
    const odds = (stretch: SwitchCase | undefined): number =>
      stretch === undefined ? 0 : this.#odds(stretch);
    return (odds(first) > odds(last) ? stretches[1] : last)?.low ?? 0;
  }

  #compare({ block, stretches }: Decision, { op, at }: FirstComparison, pending: Decision[]): void {
    const isEqual = op === 'eq';
    const value = stretches[at]?.low ?? 0;
    const rhs = this.#filter.append(block, { kind: 'const', value });
    const lhs = this.#value;
    const test = this.#filter.append(block, { kind: 'binary', op, type: 'i32', lhs, rhs });
    const whenTrue = stretches.slice(at, isEqual ? at + 1 : undefined);
    const whenFalse = isEqual ? without(stretches, at) : stretches.slice(0, at);
    const ifTrue = this.#targetFor(whenTrue, pending);
    const ifFalse = this.#targetFor(whenFalse, pending, isEqual);
    this.#end(block, { kind: 'branch', test, ifTrue, ifFalse });
  }

  /** The block that decides between `stretches`: where they lead, if that is one place. */
  #targetFor(stretches: readonly WeighedStretch[], pending: Decision[], inChain = false): BlockId {
    const [only] = stretches;
    if (only !== undefined && stretches.length === 1) {
      return only.target;
    }
    const block = this.#filter.addBlock();
    pending.push({ block, stretches, inChain });
    return block;
  }

  #end(block: BlockId, terminator: Terminator): void {
    this.#filter.setTerminator(block, terminator);
    for (const target of successors(terminator)) {
      for (const [phi, operand] of this.#operands.get(target) ?? []) {
        this.#filter.setIncoming(phi, block, operand);
      }
    }
  }
}

/** `stretches` where the value is known not to be the lowest at `index`, which goes to a neighbour. */
function without(stretches: readonly WeighedStretch[], index: number): readonly WeighedStretch[] {
  const target = (stretches[index - 1] ?? stretches[index + 1])?.target;
  return joinEqual(
    stretches.flatMap((one, at) => {
      if (at !== index || target === undefined) {
        return [one];
      }
      const { low, high } = one;
      const excluded = { low, high: low, target, weight: 0 };
      return low === high ? [excluded] : [excluded, { ...one, low: low + 1 }];
    }),
  );
}

/** `stretches` with neighbours that have one target made one. */
function joinEqual(stretches: readonly WeighedStretch[]): readonly WeighedStretch[] {
  const joined: WeighedStretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last?.target === stretch.target) {
      const weight = last.weight + stretch.weight;
      joined[joined.length - 1] = { ...last, high: stretch.high, weight };
    } else {
      joined.push(stretch);
    }
  }
  return joined;
}
