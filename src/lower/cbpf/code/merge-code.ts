import {
  type Label,
  type MachineBlock,
  type MachineCode,
  type MachineEnd,
  mapLabels,
} from './machine-code.ts';

/**
 * Makes one of blocks that do the same: equal instructions and an equal end. Jumps to blocks that
 * only jump on go to the end of the chain. From the last block to the first, so that whole graphs
 * that are equal become one; linear in the code.
 */
export function mergeCode({ blocks, entry, order }: MachineCode): MachineCode {
  const merged: MachineBlock[] = [...blocks];
  const representative = Int32Array.from(blocks.keys());
  const known = new Map<string, Label>();
  const resolve = (label: Label): Label => representative[label] ?? label;
  for (const label of order.toReversed()) {
    const block = blocks[label];
    if (block === undefined) {
      continue;
    }
    const end = mapLabels(block.end, resolve);
    const next = { code: block.code, end };
    merged[label] = next;
    if (block.code.length === 0 && end.kind === 'jump') {
      representative[label] = end.target;
      continue;
    }
    const text = textOf(next);
    const same = known.get(text);
    if (same === undefined) {
      known.set(text, label);
    } else {
      representative[label] = same;
    }
  }
  const start = resolve(entry);
  return {
    blocks: merged,
    entry: start,
    order: order.filter((label) => representative[label] === label),
  };
}

/** Equal for blocks that do the same. */
function textOf({ code, end }: MachineBlock): string {
  let text = '';
  for (const instr of code) {
    text += `${instr.code},${instr.k};`;
  }
  return text + textOfEnd(end);
}

function textOfEnd(end: MachineEnd): string {
  switch (end.kind) {
    case 'jump':
      return `>${end.target}`;
    case 'test':
      return `?${end.code},${end.k},${end.ifTrue},${end.ifFalse}`;
    case 'return':
      return `!${end.code},${end.k}`;
  }
}
