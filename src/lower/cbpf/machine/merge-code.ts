import { BlockTable } from './block-table.ts';
import { type Label, type MachineBlock, type MachineCode, mapLabels } from './machine-code.ts';

/**
 * Makes one of blocks that do the same: equal instructions and an equal end. Jumps to blocks that
 * only jump on go to the end of the chain. From the last block to the first, so that whole graphs
 * that are equal become one; linear in the code.
 */
export function mergeCode({ blocks, entry, order }: MachineCode): MachineCode {
  const merged: MachineBlock[] = [...blocks];
  const representative = Int32Array.from(blocks.keys());
  const known = new BlockTable(order.length);
  const resolve = (label: Label): Label => representative[label] ?? label;
  for (const label of order.toReversed()) {
    const block = blocks[label];
    if (block === undefined) {
      continue;
    }
    const end = mapLabels(block.end, resolve);
    const next = end === block.end ? block : { code: block.code, end };
    merged[label] = next;
    if (block.code.length === 0 && end.kind === 'jump') {
      representative[label] = end.target;
      continue;
    }
    representative[label] = known.intern(next, label);
  }
  const start = resolve(entry);
  return {
    blocks: merged,
    entry: start,
    order: order.filter((label) => representative[label] === label),
  };
}
