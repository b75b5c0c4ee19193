import { searchTree } from '../../../codegen/switch-tree/build-tree.ts';
import {
  type SearchTree,
  type SearchTrees,
  type TreeLink,
  targetOf,
} from '../../../codegen/switch-tree/switch-tree.ts';
import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import { mapOperands, type SwitchTerminator, successors, type Terminator } from '../../../ir/ir.ts';
import { priceFor } from './tree-prices.ts';

/** What stands for the switches of a filter. */
export interface ExpandedSwitches {
  /** The filter with branches for its short switches. */
  readonly filter: FilterView;
  /** How the switches that are left find their targets, which takes some comparison each. */
  readonly trees: SearchTrees;
}

/**
 * A switch with more cases is a list. Nothing folds into the comparisons of a list, so these become
 * machine code at once, which spares an instruction and a block of the filter for each.
 */
const MOST_CASES = 32;

/** Finds search trees for the switches of `filter`, and replaces those that are no lists by branches. */
export function expandSwitches(filter: FilterView): ExpandedSwitches {
  const trees = new Map<BlockId, SearchTree>();
  const short = new Map<BlockId, SwitchTerminator>();
  for (const { id, terminator } of filter.blocks()) {
    if (terminator.kind === 'switch') {
      const isList = terminator.cases.length > MOST_CASES;
      const tree = isList
        ? searchTree(filter, id, terminator, priceFor(terminator.cases.length))
        : null;
      if (tree === null || tree.size === 0) {
        short.set(id, terminator);
      } else {
        trees.set(id, tree);
      }
    }
  }
  return { filter: short.size === 0 ? filter : withBranches(filter, short), trees };
}

function withBranches(
  filter: FilterView,
  switches: ReadonlyMap<BlockId, SwitchTerminator>,
): FilterView {
  const copy = new Filter(
    filter.name,
    [...filter.blocks()].map((block) => ({
      ...block,
      instrs: block.instrs.map((instr) =>
        instr.kind === 'phi' ? mapOperands(instr, (value) => value) : instr,
      ),
    })),
    filter.packetModel,
  );
  for (const [block, terminator] of switches) {
    new SwitchExpander(copy, block, terminator).expand();
  }
  return copy;
}

class SwitchExpander {
  readonly #filter: Filter;
  readonly #value: ValueId;
  readonly #tree: SearchTree;
  /** The block of each comparison of the tree. */
  readonly #blocks: BlockId[];
  /** What the phis of each target took from the switch. */
  readonly #operands = new Map<BlockId, readonly (readonly [ValueId, ValueId])[]>();

  constructor(filter: Filter, block: BlockId, terminator: SwitchTerminator) {
    this.#filter = filter;
    this.#value = terminator.value;
    this.#tree = searchTree(filter, block, terminator, priceFor(terminator.cases.length));
    this.#blocks = [block];
    for (const target of successors(terminator)) {
      this.#operands.set(target, this.#operandsOf(target, block));
    }
  }

  expand(): void {
    const { root, size, isEqual, numbers, whenTrue, whenFalse } = this.#tree;
    for (let node = 1; node < size; node += 1) {
      this.#blocks.push(this.#filter.addBlock());
    }
    for (const [node, block] of this.#blocks.entries()) {
      if (size === 0) {
        this.#end(block, { kind: 'jump', target: this.#target(root) });
        break;
      }
      const lhs = this.#value;
      const rhs = this.#filter.append(block, { kind: 'const', value: numbers[node] ?? 0 });
      const op = isEqual[node] === 1 ? 'eq' : 'uge';
      const test = this.#filter.append(block, { kind: 'binary', op, type: 'i32', lhs, rhs });
      const ifTrue = this.#target(whenTrue[node]);
      const ifFalse = this.#target(whenFalse[node]);
      this.#end(block, { kind: 'branch', test, ifTrue, ifFalse });
    }
  }

  /** The block to which a link of the tree leads. */
  #target(link: TreeLink = 0): BlockId {
    return this.#blocks[link] ?? targetOf(link);
  }

  #operandsOf(target: BlockId, block: BlockId): readonly (readonly [ValueId, ValueId])[] {
    return this.#filter.block(target).instrs.flatMap((instr) => {
      const operand = instr.kind === 'phi' ? instr.incoming.get(block) : undefined;
      return operand === undefined ? [] : [[instr.id, operand] as const];
    });
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
