import { AnalysisCache } from '../analysis/analysis.ts';
import { type DominatorTree, dominatorTree } from '../analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../analysis/control-flow/reverse-postorder.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import { type BasicBlock, type Instr, successors } from '../ir/ir.ts';
import type { Finding } from './violation.ts';

/** Where a value is defined. */
export interface Definition {
  readonly instr: Instr;
  readonly block: BlockId;
  /** The index among the instructions of the block. */
  readonly index: number;
}

/** What the checks of one filter share. */
export interface Context {
  readonly filter: FilterView;
  readonly tree: DominatorTree;
  /** Whether some path repeats. Dominance says nothing then. */
  readonly cyclic: boolean;
  /** The first definition of `value` in the order of the text, or `undefined` where there is none. */
  definition(value: ValueId): Definition | undefined;
  /** Whether the edge from `from` to `to` closes a cycle. Both must be reachable. */
  isBackEdge(from: BlockId, to: BlockId): boolean;
}

/** Looks for the ways in which one block breaks one invariant. */
export type Check = (block: BasicBlock, context: Context) => readonly Finding[];

/** Reads `filter` once for all checks. Its terminators must name blocks that exist. */
export function contextOf(filter: FilterView): Context {
  const { get } = new AnalysisCache(filter);
  const order = get(reversePostorder);
  const rank = new Int32Array(filter.blockBound);
  for (const [index, id] of order.entries()) {
    rank[id] = index;
  }
  const isBackEdge = (from: BlockId, to: BlockId): boolean => (rank[to] ?? 0) <= (rank[from] ?? 0);
  const definitions = firstDefinitions(filter);
  return {
    filter,
    tree: get(dominatorTree),
    cyclic: order.some((id) =>
      successors(filter.block(id).terminator).some((target) => isBackEdge(id, target)),
    ),
    definition: (value) => definitions[value],
    isBackEdge,
  };
}

function firstDefinitions(filter: FilterView): readonly (Definition | undefined)[] {
  const definitions = new Array<Definition | undefined>(filter.valueBound).fill(undefined);
  for (const { id: block, instrs } of filter.blocks()) {
    for (const [index, instr] of instrs.entries()) {
      definitions[instr.id] ??= { instr, block, index };
    }
  }
  return definitions;
}
