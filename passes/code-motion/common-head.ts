import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { isConstant } from '../../src/ir/constant.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  eachOperand,
  type GuardInstr,
  type Instr,
  operands,
  successors,
  type Terminator,
} from '../../src/ir/ir.ts';

/** What all successors of a block do, whatever else they do. */
export interface CommonHead {
  /** The instructions of one successor that may move to the block, in order, with their constants. */
  readonly moved: readonly Instr[];
  /** What the other successors compute again, with the value that is moved. */
  readonly replaced: ReadonlyMap<ValueId, ValueId>;
  /** The guards of the other successors that those of `moved` stand for. */
  readonly guards: ReadonlySet<ValueId>;
}

/**
 * The successors of `block`, if there are several and only `block` leads to them; else none. None either
 * where `block` compares `caplen`: its successors are versions that differ in their checks, and what they
 * have in common would be checked for both.
 */
export function ownSuccessors(filter: FilterView, { terminator }: BasicBlock): readonly BlockId[] {
  const targets = successors(terminator);
  const isOwn = targets.every((target) => filter.predecessorCount(target) === 1);
  return targets.length > 1 && isOwn && !comparesCaplen(filter, terminator) ? targets : [];
}

function comparesCaplen(filter: FilterView, terminator: Terminator): boolean {
  if (terminator.kind !== 'branch') {
    return false;
  }
  return operands(filter.definition(terminator.test)).some((operand) => {
    const instr = filter.definition(operand);
    return instr.kind === 'input' && instr.input === 'caplen';
  });
}

/**
 * What all of `blocks`, which have one and the same predecessor and no other, have in common; `null`
 * where that is nothing.
 *
 * A block does all that is in it or rejects, and does nothing else on which that could have an
 * effect: so where in its block an instruction stands does not matter, but that its operands are
 * known above. Linear in the blocks.
 */
export function commonHead(
  filter: FilterView,
  blocks: readonly BlockId[],
  numbers: ValueNumbers,
): CommonHead | null {
  const [least, ...others] = blocks
    .map((id) => filter.block(id))
    .sort((a, b) => a.instrs.length - b.instrs.length);
  if (least === undefined || !least.instrs.some(isWork)) {
    return null;
  }
  const contents = others.map((block) => new BlockContents(block, numbers));
  const head = new HeadBuilder(filter, least.id, numbers);
  for (const instr of least.instrs) {
    if (isWork(instr)) {
      const alike = contents.flatMap((held) => held.find(instr) ?? []);
      const isCommon = alike.length === contents.length && alike.every(({ id }) => !head.has(id));
      if (isCommon && head.canMove(instr)) {
        head.move(instr, alike);
      }
    }
  }
  return head.moved.length === 0 ? null : head;
}

/** Whether `instr` does something that would have to be done once only. */
export function isWork({ kind }: Instr): boolean {
  return kind !== 'const' && kind !== 'const64' && kind !== 'phi';
}

/** Finds the instructions of a block by what they do. */
export class BlockContents {
  readonly #values = new Map<number, Instr>();
  readonly #guards = new Map<string, Instr>();
  readonly #numbers: ValueNumbers;

  constructor({ instrs }: BasicBlock, numbers: ValueNumbers) {
    this.#numbers = numbers;
    for (const instr of instrs.toReversed()) {
      if (instr.kind === 'guard') {
        this.#guards.set(this.#place(instr), instr);
      } else if (isWork(instr)) {
        this.#values.set(numbers.of(instr.id), instr);
      }
    }
  }

  /** The first instruction that does the same as `instr`. */
  find(instr: Instr): Instr | undefined {
    return instr.kind === 'guard'
      ? this.#guards.get(this.#place(instr))
      : this.#values.get(this.#numbers.of(instr.id));
  }

  #place({ base, offset }: GuardInstr): string {
    return `${base === null ? 'start' : this.#numbers.of(base)} + ${offset}`;
  }
}

class HeadBuilder implements CommonHead {
  readonly moved: Instr[] = [];
  readonly replaced = new Map<ValueId, ValueId>();
  readonly guards = new Set<ValueId>();
  readonly #filter: FilterView;
  readonly #from: BlockId;
  readonly #numbers: ValueNumbers;
  readonly #known = new Set<ValueId>();

  constructor(filter: FilterView, from: BlockId, numbers: ValueNumbers) {
    this.#filter = filter;
    this.#from = from;
    this.#numbers = numbers;
  }

  /** Whether something moves already in place of `id`, which can go for one copy only. */
  has(id: ValueId): boolean {
    return this.replaced.has(id) || this.guards.has(id);
  }

  /** Whether all operands are known above, or can be made so. */
  canMove(instr: Instr): boolean {
    let canMove = instr.kind === 'guard' || this.#numbers.of(instr.id) >= 0;
    eachOperand(instr, (operand) => {
      canMove &&= this.#isKnown(operand) || isConstant(this.#filter.definition(operand));
    });
    return canMove;
  }

  /** Moves `instr`, which stands for `alike`. A load among them that checks makes it one that does. */
  move(instr: Instr, alike: readonly Instr[]): void {
    eachOperand(instr, (operand) => {
      if (!this.#isKnown(operand)) {
        this.#push(this.#filter.definition(operand));
      }
    });
    const checks = alike.some((other) => other.kind === 'load' && other.checked);
    this.#push(instr.kind === 'load' && checks ? { ...instr, checked: true } : instr);
    for (const { kind, id } of alike) {
      if (kind === 'guard') {
        this.guards.add(id);
      } else {
        this.replaced.set(id, instr.id);
      }
    }
  }

  #isKnown(value: ValueId): boolean {
    return this.#filter.definitionBlock(value) !== this.#from || this.#known.has(value);
  }

  #push(instr: Instr): void {
    this.moved.push(instr);
    this.#known.add(instr.id);
  }
}
