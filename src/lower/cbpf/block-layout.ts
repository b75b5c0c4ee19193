import { type Label, type MachineBlock, type MachineCode, targets } from './machine-code.ts';

/**
 * Orders the blocks that control reaches, each after those that pass control to it. Where a block
 * goes on to another without a choice, that one follows it if it can, so that no jump is needed;
 * else the side of a test that holds. Linear in the code.
 */
export function blockLayout({ blocks, entry }: MachineCode): readonly Label[] {
  const waiting = predecessorCounts(blocks, entry);
  const layout: Label[] = [];
  const ready: Label[] = [entry];
  for (let label = ready.pop(); label !== undefined; label = ready.pop()) {
    layout.push(label);
    const block = blocks[label];
    for (const target of block === undefined ? [] : [...targets(block.end)].reverse()) {
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) {
        ready.push(target);
      }
    }
  }
  return layout;
}

/** How many edges lead to each block from those that control reaches, by label. */
function predecessorCounts(blocks: readonly MachineBlock[], entry: Label): Int32Array {
  const counts = new Int32Array(blocks.length);
  const reached = new Uint8Array(blocks.length);
  const pending: Label[] = [entry];
  reached[entry] = 1;
  for (let label = pending.pop(); label !== undefined; label = pending.pop()) {
    const block = blocks[label];
    for (const target of block === undefined ? [] : targets(block.end)) {
      counts[target] = (counts[target] ?? 0) + 1;
      if (reached[target] === 0) {
        reached[target] = 1;
        pending.push(target);
      }
    }
  }
  return counts;
}
