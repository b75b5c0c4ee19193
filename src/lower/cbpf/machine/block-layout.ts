import { layOutBlocks } from '../../../codegen/layout.ts';
import { type LiveLocations, liveLocations, needsScratch } from './live-locations.ts';
import { type Label, type MachineBlock, type MachineCode, targets } from './machine-code.ts';

/** Code with an order for its blocks. */
export interface LaidOutCode {
  readonly blocks: readonly MachineBlock[];
  /** The blocks that control reaches, each after those that pass control to it. */
  readonly layout: readonly Label[];
  readonly live: LiveLocations;
}

/**
 * Orders the blocks that control reaches, each after those that pass control to it. Where a block
 * goes on to another without a choice, that one follows it if it can, so that no jump is needed;
 * else the side of a test that holds. Linear in the code.
 *
 * The kernel's checker takes a return to go on to the next instruction: a scratch word read there
 * must have been written before the return. So the blocks that return come last, those that read
 * scratch memory first; and one that would still stand before one that does jumps to its return.
 */
export function layOut(code: MachineCode): LaidOutCode {
  const live = liveLocations(code);
  const usesScratch = code.order.some((label) => needsScratch(live, label));
  const { blocks } = code;
  const order = layOutBlocks({
    bound: blocks.length,
    entry: code.entry,
    successors: (label: Label) => targetsOf(blocks[label]),
  });
  if (!usesScratch) {
    return { blocks, layout: order, live };
  }
  const returns = order.filter((label) => code.blocks[label]?.end.kind === 'return');
  const layout = [
    ...order.filter((label) => code.blocks[label]?.end.kind !== 'return'),
    ...returns.filter((label) => needsScratch(live, label)),
    ...returns.filter((label) => !needsScratch(live, label)),
  ];
  return separateReturns(code.blocks, layout, live);
}

const targetsOf = (block: MachineBlock | undefined): readonly Label[] =>
  block === undefined ? [] : targets(block.end);

/** Gives returns that stand before a block that reads scratch memory a block of their own at the end. */
function separateReturns(
  blocks: readonly MachineBlock[],
  layout: readonly Label[],
  live: LiveLocations,
): LaidOutCode {
  const changed: MachineBlock[] = [...blocks];
  const added = new Map<string, Label>();
  for (const [index, label] of layout.entries()) {
    const block = blocks[label];
    const next = layout[index + 1];
    if (block?.end.kind === 'return' && next !== undefined && needsScratch(live, next)) {
      const text = `${block.end.code},${block.end.k}`;
      const target = added.get(text) ?? changed.push({ code: [], end: block.end }) - 1;
      added.set(text, target);
      changed[label] = { code: block.code, end: { kind: 'jump', target } };
    }
  }
  return { blocks: changed, layout: [...layout, ...added.values()], live };
}
