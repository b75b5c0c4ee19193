import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import { type BasicBlock, eachOperand, successors, terminatorOperand } from '../ir/ir.ts';
import { blockIsInRange } from './check-ranges.ts';

/**
 * Whether `filter` has none of the faults that code could be wrong for without anything failing: a cycle, a
 * block or a value that there is not, a number that leaves its type. Linear and quick; `verify` tells the
 * rest, and which fault it is.
 */
export function looksValid(filter: FilterView): boolean {
  const blocks = filter.blocks();
  return blocks.every((block) => blockLooksValid(filter, block)) && isAcyclic(filter, blocks);
}

function blockLooksValid(filter: FilterView, block: BasicBlock): boolean {
  if (!blockIsInRange(block)) {
    return false;
  }
  let isDefined = true;
  const lookUp = (operand: ValueId): void => {
    isDefined &&= filter.findDefinition(operand) !== undefined;
  };
  for (const instr of block.instrs) {
    eachOperand(instr, lookUp);
  }
  const operand = terminatorOperand(block.terminator);
  return isDefined && (operand === null || filter.findDefinition(operand) !== undefined);
}

/** Takes blocks away that nothing leads to any more; what is left leads round. */
function isAcyclic(filter: FilterView, blocks: readonly BasicBlock[]): boolean {
  const incoming = new Uint32Array(filter.blockBound);
  for (const { terminator } of blocks) {
    for (const target of successors(terminator)) {
      if (!filter.hasBlock(target)) {
        return false;
      }
      incoming[target] = (incoming[target] ?? 0) + 1;
    }
  }
  const free: BlockId[] = blocks.filter(({ id }) => incoming[id] === 0).map(({ id }) => id);
  let taken = 0;
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    taken += 1;
    for (const target of successors(filter.block(id).terminator)) {
      const left = (incoming[target] ?? 0) - 1;
      incoming[target] = left;
      if (left === 0) {
        free.push(target);
      }
    }
  }
  return taken === blocks.length;
}
