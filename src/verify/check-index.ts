import type { FilterView } from '../ir/filter-view.ts';
import type { ValueId } from '../ir/ids.ts';
import { type BasicBlock, eachOperand, successors, terminatorOperand } from '../ir/ir.ts';

/**
 * Where what the filter has noted of its blocks is no longer what they are, as after a change that was not
 * made through the filter; `null` where it agrees. Linear.
 */
export function indexFault(filter: FilterView): string | null {
  const blocks = filter.blocks();
  return (
    blocks.map((block) => definitionFault(filter, block)).find((fault) => fault !== null) ??
    edgeFault(filter, blocks) ??
    useFault(filter, blocks)
  );
}

function definitionFault(filter: FilterView, { id, instrs }: BasicBlock): string | null {
  const wrong = instrs.findIndex(
    (instr, index) =>
      filter.findDefinition(instr.id) !== instr ||
      filter.definitionBlock(instr.id) !== id ||
      filter.position(instr.id) !== index,
  );
  return wrong < 0 ? null : `instruction ${wrong} of b${id} is not the one that was put there`;
}

function edgeFault(filter: FilterView, blocks: readonly BasicBlock[]): string | null {
  const incoming = new Map(blocks.map(({ id }) => [id, new Set<number>()]));
  for (const { id, terminator } of blocks) {
    for (const target of successors(terminator)) {
      incoming.get(target)?.add(id);
    }
  }
  for (const [id, from] of incoming) {
    const noted = filter.predecessors(id);
    if (noted.length !== from.size || noted.some((one) => !from.has(one))) {
      return `the edges to b${id} are not those that were put there`;
    }
  }
  return null;
}

function useFault(filter: FilterView, blocks: readonly BasicBlock[]): string | null {
  const users = new Map<ValueId, number>();
  const count = (value: ValueId): void => {
    users.set(value, (users.get(value) ?? 0) + 1);
  };
  for (const { instrs, terminator } of blocks) {
    for (const instr of instrs) {
      const own = new Set<ValueId>();
      eachOperand(instr, (operand) => own.add(operand));
      own.forEach(count);
    }
    const operand = terminatorOperand(terminator);
    if (operand !== null) {
      count(operand);
    }
  }
  for (const { instrs } of blocks) {
    const wrong = instrs.find(({ id }) => filter.useCount(id) !== (users.get(id) ?? 0));
    if (wrong !== undefined) {
      return `the uses of v${wrong.id} are not those that were put there`;
    }
  }
  return null;
}
