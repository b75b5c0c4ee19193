import type { DominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';

/** Finds a value of some number at the end of a block. */
export class Leaders {
  readonly #filter: FilterView;
  readonly #tree: DominatorTree;
  /** By block, its place in the preorder of the dominator tree. */
  readonly #places: Int32Array;
  /** By number, its values in that order. */
  readonly #values = new Map<number, ValueId[]>();
  /** Where a value is to be defined: above the block that defines it now, or there. */
  readonly #blockOf: (value: ValueId) => BlockId;

  constructor(
    filter: FilterView,
    tree: DominatorTree,
    numbers: ValueNumbers,
    blockOf: (value: ValueId) => BlockId,
  ) {
    this.#filter = filter;
    this.#tree = tree;
    this.#blockOf = blockOf;
    this.#places = new Int32Array(filter.blockBound);
    for (const [place, id] of tree.preorder.entries()) {
      this.#places[id] = place;
      for (const instr of filter.block(id).instrs) {
        if (instr.kind !== 'guard') {
          this.#add(numbers.of(instr.id), instr.id);
        }
      }
    }
  }

  /**
   * The value of that number which stands closest before `block` and dominates its end; `null` where
   * there is none. May overlook one behind which other congruent ones stand: gvn leaves
   * none of these. O(log n).
   */
  find(number: number, block: BlockId): ValueId | null {
    const values = this.#values.get(number) ?? [];
    const place = this.#places[block] ?? -1;
    let first = 0;
    let bound = values.length;
    while (first < bound) {
      const middle = (first + bound) >>> 1;
      if (this.#placeOf(values[middle]) <= place) {
        first = middle + 1;
      } else {
        bound = middle;
      }
    }
    const last = values[first - 1];
    return last !== undefined && this.#tree.dominates(this.#blockOf(last), block) ? last : null;
  }

  #placeOf(value: ValueId | undefined): number {
    return value === undefined ? -1 : (this.#places[this.#filter.definitionBlock(value)] ?? -1);
  }

  #add(number: number, value: ValueId): void {
    const values = this.#values.get(number);
    if (values === undefined) {
      this.#values.set(number, [value]);
    } else {
      values.push(value);
    }
  }
}
