import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  mapOperands,
  mapTargets,
  mapTerminatorOperand,
  type Terminator,
} from '../../src/ir/ir.ts';
import { invariant } from '../../src/support/invariant.ts';

import type { Step } from './step.ts';

/** Gives each step a block of its own: the first of a block keeps it. Yields the number of copies. */
export function copyBlocks(filter: Filter, steps: readonly Step[]): number {
  const places = new Places();
  const copies: Step[] = [];
  for (const step of steps) {
    if (!places.has(step.block)) {
      places.set(step, step.block);
    } else {
      places.set(step, filter.addBlock());
      copies.push(step);
    }
  }
  const terminators = steps.map((step) => [step, filter.block(step.block).terminator] as const);
  const renamed = new Map<Step, ReadonlyMap<ValueId, ValueId>>(
    copies.map((step) => [step, copyInstrs(filter, filter.block(step.block), places.of(step))]),
  );
  for (const [step, terminator] of terminators) {
    const names = renamed.get(step);
    const own =
      names === undefined
        ? terminator
        : mapTerminatorOperand(terminator, (value) => names.get(value) ?? value);
    filter.setTerminator(places.of(step), led(own, step, places));
  }
  return copies.length;
}

/** Where steps are placed. */
class Places {
  readonly #places = new Map<BlockId, Map<number, BlockId>>();

  has(block: BlockId): boolean {
    return this.#places.has(block);
  }

  set({ block, state }: Pick<Step, 'block' | 'state'>, place: BlockId): void {
    const places = this.#places.get(block) ?? new Map<number, BlockId>();
    this.#places.set(block, places.set(state, place));
  }

  of({ block, state }: Pick<Step, 'block' | 'state'>): BlockId {
    const place = this.#places.get(block)?.get(state);
    invariant(place !== undefined, `b${block} is entered in an unforeseen state`);
    return place;
  }
}

/** Copies the instructions of a block. Yields the new names of their values. */
export function copyInstrs(
  filter: Filter,
  { instrs }: BasicBlock,
  place: BlockId,
): ReadonlyMap<ValueId, ValueId> {
  const names = new Map<ValueId, ValueId>();
  const copies = instrs.map((instr) => {
    const copy = mapOperands(instr, (operand) => names.get(operand) ?? operand);
    const id = filter.newValue();
    names.set(instr.id, id);
    return { ...copy, id };
  });
  filter.setInstrs(place, copies);
  return names;
}

/** `terminator` with the targets that `step` leaves, at their places. */
function led(terminator: Terminator, { next }: Step, places: Places): Terminator {
  const [first, ...others] = next;
  if (first === undefined) {
    return terminator;
  }
  const placeOf = (block: BlockId): BlockId => places.of({ block, state: next.get(block) ?? 0 });
  const [last] = others.at(-1) ?? first;
  if (others.length === 0) {
    return { kind: 'jump', target: placeOf(last) };
  }
  const open =
    terminator.kind === 'switch'
      ? {
          ...terminator,
          cases: terminator.cases.filter(({ target }) => next.has(target)),
          otherwise: next.has(terminator.otherwise) ? terminator.otherwise : last,
        }
      : terminator;
  return mapTargets(open, placeOf);
}
