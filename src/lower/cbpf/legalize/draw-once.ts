import { isRepeatable } from '../../../ir/effect.ts';
import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import { type BlockId, blockId, type ValueId, valueId } from '../../../ir/ids.ts';
import {
  type BasicBlock,
  type Instr,
  mapOperands,
  mapTerminatorOperand,
  type PhiInstr,
} from '../../../ir/ir.ts';

/**
 * `filter` with a phi behind each value that would differ if it were computed again: values that are not at
 * hand are, and phis are not. Such a value ends its block. The filter itself where it has none. Linear.
 */
export function drawOnce(filter: FilterView): FilterView {
  const blocks = [...filter.blocks()];
  return blocks.every(({ instrs }) => instrs.every(isRepeatable))
    ? filter
    : new Filter(filter.name, new BlockSplitter(filter).split(blocks), filter.packetModel);
}

class BlockSplitter {
  #nextBlock: number;
  #nextValue: number;
  /** The phi that stands for a value. */
  readonly #phis = new Map<ValueId, ValueId>();
  readonly #made = new Set<ValueId>();
  /** The last part of each block that is split. */
  readonly #ends = new Map<BlockId, BlockId>();

  constructor({ blockBound, valueBound }: FilterView) {
    this.#nextBlock = blockBound;
    this.#nextValue = valueBound;
  }

  split(blocks: readonly BasicBlock[]): readonly BasicBlock[] {
    return blocks
      .flatMap((block) => this.#partsOf(block))
      .map(({ instrs, terminator, ...block }) => ({
        ...block,
        instrs: instrs.map((instr) => this.#renamed(instr)),
        terminator: mapTerminatorOperand(terminator, (value) => this.#phis.get(value) ?? value),
      }));
  }

  /** The block up to each such value, and the rest, the phis of the parts being first in theirs. */
  #partsOf(block: BasicBlock): readonly BasicBlock[] {
    const parts: BasicBlock[] = [];
    let { id } = block;
    let instrs: Instr[] = [];
    for (const instr of block.instrs) {
      instrs.push(instr);
      if (!isRepeatable(instr)) {
        const target = blockId(this.#nextBlock++);
        const phi = valueId(this.#nextValue++);
        parts.push({ ...block, id, instrs, terminator: { kind: 'jump', target } });
        this.#phis.set(instr.id, phi);
        this.#made.add(phi);
        instrs = [{ kind: 'phi', id: phi, type: 'i32', incoming: new Map([[id, instr.id]]) }];
        id = target;
      }
    }
    this.#ends.set(block.id, id);
    return [...parts, { ...block, id, instrs }];
  }

  #renamed(instr: Instr): Instr {
    if (instr.kind !== 'phi') {
      return mapOperands(instr, (value) => this.#phis.get(value) ?? value);
    }
    return this.#made.has(instr.id) ? instr : { ...instr, incoming: this.#incoming(instr) };
  }

  #incoming({ incoming }: PhiInstr): ReadonlyMap<BlockId, ValueId> {
    return new Map(
      [...incoming].map(([from, value]) => [
        this.#ends.get(from) ?? from,
        this.#phis.get(value) ?? value,
      ]),
    );
  }
}
