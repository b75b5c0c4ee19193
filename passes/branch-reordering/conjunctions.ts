import { dominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import { type BlockId, blockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { GrowingTree } from '../../src/support/growing-tree.ts';
import { isRejection } from '../edit/rejection.ts';

/** Blocks that a packet enters at `head` alone, and leaves to one block, `next`, unless it is rejected. */
export interface Segment {
  readonly head: BlockId;
  /** The blocks, each behind its predecessors; `head` is the first. */
  readonly blocks: readonly BlockId[];
  readonly next: BlockId;
}

/**
 * At least two segments, each entered from the one before alone: what comes out of the last has
 * passed the tests and checks of all, and what fails any is rejected.
 */
export type Conjunction = readonly Segment[];

/** A segment of more blocks is not looked at. */
const MAX_BLOCKS = 32;

/**
 * Finds the longest conjunctions, outer before inner ones; a segment may have others inside.
 *
 * A segment ends where all paths meet again that do not reject, at the immediate post-dominator of
 * its head in the graph without rejecting blocks. O(n log n).
 */
export function conjunctions(filter: FilterView, { get }: PassContext): readonly Conjunction[] {
  const order = get(reversePostorder);
  const finder = new ConjunctionFinder(filter, order, get(dominatorTree).dominates);
  return order.map((id) => finder.from(id)).filter(({ length }) => length > 1);
}

class ConjunctionFinder {
  readonly #filter: FilterView;
  readonly #dominates: (a: BlockId, b: BlockId) => boolean;
  /** The post-dominators of the blocks from which not all paths reject; the root is no block. */
  readonly #postDominators: GrowingTree;
  readonly #root: number;
  readonly #rank: Int32Array;
  readonly #claimed = new Set<BlockId>();

  constructor(
    filter: FilterView,
    order: readonly BlockId[],
    dominates: (a: BlockId, b: BlockId) => boolean,
  ) {
    this.#filter = filter;
    this.#dominates = dominates;
    this.#root = filter.blockBound;
    this.#postDominators = new GrowingTree(filter.blockBound + 1, this.#root);
    this.#rank = new Int32Array(filter.blockBound);
    for (const [rank, id] of order.entries()) {
      this.#rank[id] = rank;
    }
    for (const id of order.toReversed()) {
      this.#addPostDominator(id);
    }
  }

  /** The conjunction that starts at `id`; with less than two segments where none does. */
  from(id: BlockId): Conjunction {
    const segments: Segment[] = [];
    for (let head: BlockId | null = id; head !== null; ) {
      const segment: Segment | null = this.#claimed.has(head) ? null : this.#segmentFrom(head);
      if (segment === null) {
        break;
      }
      this.#claimed.add(head);
      segments.push(segment);
      head = this.#dominates(head, segment.next) ? segment.next : null;
    }
    const last = segments.at(-1);
    return last !== undefined && startsWithPhi(this.#filter.block(last.next))
      ? segments.slice(0, -1)
      : segments;
  }

  #segmentFrom(head: BlockId): Segment | null {
    const end = this.#postDominators.parent(head);
    if (
      end < 0 ||
      end === this.#root ||
      startsWithPhi(this.#filter.block(head)) ||
      this.#isPreamble(head)
    ) {
      return null;
    }
    const next = blockId(end);
    const blocks = new Set<BlockId>([head]);
    for (const id of blocks) {
      for (const target of successors(this.#filter.block(id).terminator)) {
        if (target === next || isRejection(this.#filter, target)) {
          continue;
        }
        if (!this.#isInside(target, head) || blocks.size === MAX_BLOCKS) {
          return null;
        }
        blocks.add(target);
      }
    }
    const rankOf = (id: BlockId): number => this.#rank[id] ?? 0;
    return { head, blocks: [...blocks].sort((a, b) => rankOf(a) - rankOf(b)), next };
  }

  /** Whether a path through `id` may accept, and comes from `head` in any case. */
  #isInside(id: BlockId, head: BlockId): boolean {
    return this.#postDominators.has(id) && this.#dominates(head, id);
  }

  #addPostDominator(id: BlockId): void {
    const { terminator } = this.#filter.block(id);
    if (terminator.kind === 'return') {
      if (!isRejection(this.#filter, id)) {
        this.#postDominators.add(id, this.#root);
      }
      return;
    }
    const [first, ...others] = successors(terminator).filter((to) => this.#postDominators.has(to));
    if (first !== undefined) {
      const meet = (a: number, b: number): number =>
        this.#postDominators.nearestCommonAncestor(a, b);
      this.#postDominators.add(id, others.reduce(meet, Number(first)));
    }
  }

  /** Whether `id` is the entry, and there to come before all tests. */
  #isPreamble(id: BlockId): boolean {
    return id === this.#filter.entry && this.#filter.block(id).terminator.kind === 'jump';
  }
}
