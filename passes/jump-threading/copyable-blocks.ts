import { isConstant } from '../../src/ir/constant.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { Instr, PhiInstr } from '../../src/ir/ir.ts';
import type { MachineCosts } from '../../src/ir/machine-costs.ts';

/** Which blocks an edge may skip, and what has to be copied for that. */
export class CopyableBlocks {
  readonly #filter: FilterView;
  readonly #hasRegisters: boolean;
  readonly #sizes = new Map<BlockId, number>();

  constructor(filter: FilterView, { registers }: Pick<MachineCosts, 'registers'>) {
    this.#filter = filter;
    this.#hasRegisters = registers > 1;
  }

  /**
   * How many instructions are copied for an edge that skips `block`, constants and phis aside, for the blocks
   * that use its values; at least 1 then, and infinite where that does not pay. 0 where no other block uses
   * them, but for phis at the ends of its edges. Linear in the uses, the first time.
   */
  sizeOf(block: BlockId): number {
    let size = this.#sizes.get(block);
    if (size === undefined) {
      size = this.#measure(block);
      this.#sizes.set(block, size);
    }
    return size;
  }

  #measure(block: BlockId): number {
    const { instrs } = this.#filter.block(block);
    const shared = instrs.filter((instr) => !this.#isLocal(instr, block));
    if (shared.length === 0) {
      return 0;
    }
    if (!this.#hasRegisters && !shared.every(isConstant)) {
      return Number.POSITIVE_INFINITY;
    }
    return Math.max(1, instrs.filter((instr) => !isConstant(instr) && instr.kind !== 'phi').length);
  }

  #isLocal(instr: Instr, block: BlockId): boolean {
    if (this.#filter.useCount(instr.id) === 0) {
      return true;
    }
    const { instrs, terminators } = this.#filter.uses(instr.id);
    return (
      terminators.every((user) => user === block) &&
      instrs.every(
        (user) =>
          this.#filter.definitionBlock(user.id) === block ||
          (instr.kind === 'phi' && user.kind === 'phi' && takesOnlyFrom(user, instr.id, block)),
      )
    );
  }
}

/** Whether `phi` takes `value` from no other predecessor than `block`. */
function takesOnlyFrom(phi: PhiInstr, value: ValueId, block: BlockId): boolean {
  return [...phi.incoming].every(([from, operand]) => operand !== value || from === block);
}
