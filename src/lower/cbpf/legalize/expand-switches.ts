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
import type { CompareOp } from '../../../ir/ops.ts';
import { comparisonsOf, stretchesOf } from '../../../ir/stretches.ts';
import { indexOfLow, middleBound } from './halve-stretches.ts';
import { largestValue } from './largest-value.ts';
import { pairOfCodes, stretchOdds } from './stretch-odds.ts';
import { usualness } from './usual-values.ts';

/** Up to so many cases are tested one after the other: on the average as quick as halving them. */
const LONGEST_CHAIN = 3;

/**
 * The same for a switch of more than {@link MANY_CASES}: halving takes an instruction more for each
 * chain, and a program may not have more than 4,096.
 */
const LONGEST_CHAIN_OF_MANY = 6;
const MANY_CASES = 256;

/** A copy of `filter` in which balanced trees of branches stand for switches. */
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

/** Values from `low` to `high`, and where they lead: a whole stretch of the u32 has no gaps. */
type Stretch = SwitchCase;

/** Stretches that are left to tell apart in `block`. */
interface Decision {
  readonly block: BlockId;
  readonly stretches: readonly Stretch[];
}

class SwitchExpander {
  readonly #filter: Filter;
  readonly #value: ValueId;
  readonly #block: BlockId;
  readonly #switch: SwitchTerminator;
  readonly #usual: (value: number) => number;
  /** By target, how usual the numbers of its cases are together. */
  readonly #usualOf = new Map<BlockId, number>();
  readonly #longestChain: number;
  readonly #odds: (stretch: Stretch) => number;
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
    this.#longestChain =
      terminator.cases.length > MANY_CASES ? LONGEST_CHAIN_OF_MANY : LONGEST_CHAIN;
  }

  expand(): void {
    for (const target of successors(this.#switch)) {
      this.#operands.set(target, this.#operandsOf(target));
    }
    const pending: Decision[] = [{ block: this.#block, stretches: stretchesOf(this.#switch) }];
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

  #decide({ block, stretches }: Decision, pending: Decision[]): void {
    const [first, second] = stretches;
    if (first === undefined) {
      return;
    }
    if (second === undefined) {
      this.#end(block, { kind: 'jump', target: first.target });
      return;
    }
    const { singles, rest } = comparisonsOf(stretches);
    const areFew = singles.length + rest.length - 1 <= this.#longestChain;
    const single = areFew
      ? this.#mostUsual(singles.filter((one) => this.#isException(one, rest)))
      : null;
    const code = areFew ? pairOfCodes(stretches) : null;
    if (single !== null) {
      const test = this.#compare(block, 'eq', single.low);
      this.#branch(block, test, [single], without(stretches, single), pending);
    } else if (code !== null) {
      const test = this.#compare(block, 'eq', code.low);
      this.#branch(block, test, [code], withoutFirst(stretches, code), pending);
    } else {
      const bound = areFew ? this.#firstBound(rest) : middleBound({ singles, rest });
      this.#split({ block, stretches }, bound, pending);
    }
  }

  /** Whether numbers around `single` go where most do, so that it may be asked for at once. */
  #isException({ low }: SwitchCase, rest: readonly Stretch[]): boolean {
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

  /** Tells numbers below `bound` from the others. */
  #split({ block, stretches }: Decision, bound: number, pending: Decision[]): void {
    const at = indexOfLow(stretches, bound);
    const test = this.#compare(block, 'uge', bound);
    this.#branch(block, test, stretches.slice(at), stretches.slice(0, at), pending);
  }

  /** Where to part a few stretches: so that the likelier of the outer ones is told from the others. */
  #firstBound(stretches: readonly Stretch[]): number {
    const first = stretches[0];
    const last = stretches.at(-1);
    const odds = (stretch: Stretch | undefined): number =>
      stretch === undefined ? 0 : this.#odds(stretch);
    return (odds(first) > odds(last) ? stretches[1] : last)?.low ?? 0;
  }

  #branch(
    block: BlockId,
    test: ValueId,
    whenTrue: readonly Stretch[],
    whenFalse: readonly Stretch[],
    pending: Decision[],
  ): void {
    const ifTrue = this.#targetFor(whenTrue, pending);
    const ifFalse = this.#targetFor(whenFalse, pending);
    this.#end(block, { kind: 'branch', test, ifTrue, ifFalse });
  }

  /** The block that decides between `stretches`: where they lead, if that is one place. */
  #targetFor(stretches: readonly Stretch[], pending: Decision[]): BlockId {
    const [only] = stretches;
    if (only !== undefined && stretches.length === 1) {
      return only.target;
    }
    const block = this.#filter.addBlock();
    pending.push({ block, stretches });
    return block;
  }

  #compare(block: BlockId, op: CompareOp, bound: number): ValueId {
    const rhs = this.#filter.append(block, { kind: 'const', value: bound });
    return this.#filter.append(block, { kind: 'binary', op, type: 'i32', lhs: this.#value, rhs });
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

/** `stretches` where the value is known not to be that of `single`, which goes to a neighbour. */
function without(stretches: readonly Stretch[], single: SwitchCase): readonly Stretch[] {
  const at = stretches.findIndex(({ low }) => low === single.low);
  const neighbour = stretches[at - 1] ?? stretches[at + 1];
  const cases = stretches.map((one) =>
    one.low === single.low && neighbour !== undefined ? { ...one, target: neighbour.target } : one,
  );
  return joinEqual(cases);
}

/** `stretches` where the value is known not to be the first of `pair`: that goes with those below. */
function withoutFirst(stretches: readonly Stretch[], pair: SwitchCase): readonly Stretch[] {
  return stretches.map((one) => {
    const low = one.low === pair.low ? one.low + 1 : one.low;
    return one.high === pair.low - 1 ? { ...one, high: pair.low } : { ...one, low };
  });
}

/** `stretches` with neighbours that have one target made one. */
function joinEqual(stretches: readonly Stretch[]): readonly Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last?.target === stretch.target) {
      joined[joined.length - 1] = { ...last, high: stretch.high };
    } else {
      joined.push(stretch);
    }
  }
  return joined;
}
