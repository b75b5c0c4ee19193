import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';

/** A block with several predecessors, and what is to be computed at the end of some of them. */
export class Join {
  readonly id: BlockId;
  readonly predecessors: readonly BlockId[];
  /** By predecessor, what it lacks, in an order in which operands come first. */
  readonly insertions: Map<BlockId, Instr[]> = new Map();
  readonly #filter: FilterView;
  /** Whether some predecessor passes control by a jump, or will when the plan is carried out. */
  #hasJump: boolean;

  constructor(filter: FilterView, id: BlockId) {
    this.id = id;
    this.predecessors = filter.predecessors(id);
    this.#filter = filter;
    this.#hasJump = this.predecessors.some((from) => this.#isJump(from));
  }

  /**
   * Whether something can be computed at the end of `from`. Where `from` branches that takes a block
   * on the edge, which the join is laid out behind without a jump unless something jumps there
   * already; so there is one such block at most.
   */
  canInsert(from: BlockId): boolean {
    return this.#isJump(from) || this.insertions.has(from) || !this.#hasJump;
  }

  /** Whether `from` leads elsewhere too, so that its edge needs a block for what is inserted. */
  isCritical(from: BlockId): boolean {
    return !this.#isJump(from);
  }

  insert(from: BlockId, instrs: readonly Instr[]): void {
    const inserted = this.insertions.get(from);
    if (inserted === undefined) {
      this.insertions.set(from, [...instrs]);
      this.#hasJump = true;
    } else {
      inserted.push(...instrs);
    }
  }

  #isJump(from: BlockId): boolean {
    return this.#filter.block(from).terminator.kind === 'jump';
  }
}
