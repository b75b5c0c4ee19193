import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';

/** A block with several ways in, and what is to be computed at the end of some of them. */
export class Join {
  readonly id: BlockId;
  /** The predecessors. */
  readonly ways: readonly BlockId[];
  /** By way, what it lacks, in an order in which operands come first. */
  readonly insertions: Map<BlockId, Instr[]> = new Map();
  readonly #filter: FilterView;
  /** Whether some way passes control by a jump, or will when the plan is carried out. */
  #hasJump: boolean;

  constructor(filter: FilterView, id: BlockId) {
    this.id = id;
    this.ways = filter.predecessors(id);
    this.#filter = filter;
    this.#hasJump = this.ways.some((way) => this.#isJump(way));
  }

  /**
   * Whether something can be computed at the end of `way`. Where `way` branches that takes a block
   * on the edge, which the join is laid out behind without a jump unless something jumps there
   * already; so there is one such block at most.
   */
  canInsert(way: BlockId): boolean {
    return this.#isJump(way) || this.insertions.has(way) || !this.#hasJump;
  }

  /** Whether `way` leads elsewhere too, so that its edge needs a block for what is inserted. */
  isCritical(way: BlockId): boolean {
    return !this.#isJump(way);
  }

  insert(way: BlockId, instrs: readonly Instr[]): void {
    const inserted = this.insertions.get(way);
    if (inserted === undefined) {
      this.insertions.set(way, [...instrs]);
      this.#hasJump = true;
    } else {
      inserted.push(...instrs);
    }
  }

  #isJump(way: BlockId): boolean {
    return this.#filter.block(way).terminator.kind === 'jump';
  }
}
