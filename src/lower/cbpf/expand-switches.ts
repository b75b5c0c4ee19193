import { Filter } from '../../ir/filter.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  mapOperands,
  type SwitchCase,
  type SwitchTerminator,
  successors,
  type Terminator,
} from '../../ir/ir.ts';
import type { CompareOp } from '../../ir/ops.ts';

const LARGEST = 0xffff_ffff;

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
  /** What the phis of each target took from the switch. */
  readonly #operands = new Map<BlockId, readonly (readonly [ValueId, ValueId])[]>();

  constructor(filter: Filter, block: BlockId, terminator: SwitchTerminator) {
    this.#filter = filter;
    this.#block = block;
    this.#switch = terminator;
    this.#value = terminator.value;
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
    const [first, second, third] = stretches;
    if (first === undefined) {
      return;
    }
    if (second === undefined) {
      this.#end(block, { kind: 'jump', target: first.target });
    } else if (third !== undefined && stretches.length === 3 && third.target === first.target) {
      this.#decideBetween(block, first, second, third, pending);
    } else {
      const middle = Math.ceil(stretches.length / 2);
      const upper = stretches.slice(middle);
      const test = this.#compare(block, 'uge', upper[0]?.low ?? 0);
      this.#branch(block, test, upper, stretches.slice(0, middle), pending);
    }
  }

  /** Two equal neighbours of one stretch: one test where that is one value. */
  #decideBetween(
    block: BlockId,
    below: Stretch,
    { low, high, target }: Stretch,
    above: Stretch,
    pending: Decision[],
  ): void {
    const inside = [{ low, high, target }];
    if (low === high) {
      const test = this.#compare(block, 'eq', low);
      this.#branch(block, test, inside, [below], pending);
    } else {
      const test = this.#compare(block, 'ugt', high);
      this.#branch(block, test, [above], [below, ...inside], pending);
    }
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
    const [only, ...others] = stretches;
    if (only !== undefined && others.length === 0) {
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

/** All u32 in order, as stretches that lead to different places than their neighbours. */
function stretchesOf({ cases, otherwise }: SwitchTerminator): readonly Stretch[] {
  const stretches: { low: number; high: number; target: BlockId }[] = [];
  const add = (low: number, high: number, target: BlockId): void => {
    const last = stretches.at(-1);
    if (low > high) {
      return;
    }
    if (last?.target === target) {
      last.high = high;
    } else {
      stretches.push({ low, high, target });
    }
  };
  let next = 0;
  for (const { low, high, target } of cases) {
    add(next, low - 1, otherwise);
    add(low, high, target);
    next = high + 1;
  }
  add(next, LARGEST, otherwise);
  return stretches;
}
