import { ACCUMULATOR, type Locations, readsOf, SCRATCH, writesOf } from './effects.ts';
import type { MachineCode, MachineEnd } from './machine-code.ts';

/** Which locations are read, before they are written again, after the start of each block, by label. */
export type LiveLocations = Int32Array;

/** One sweep from the last block to the first. */
export function liveLocations({ blocks, order }: MachineCode): LiveLocations {
  const starts = new Int32Array(blocks.length);
  for (let at = order.length - 1; at >= 0; at -= 1) {
    const label = order[at] ?? 0;
    const block = blocks[label];
    if (block !== undefined) {
      let live = liveAtEnd(block.end, starts);
      for (let index = block.code.length - 1; index >= 0; index -= 1) {
        const instr = block.code[index];
        live = instr === undefined ? live : (live & ~writesOf(instr)) | readsOf(instr);
      }
      starts[label] = live;
    }
  }
  return starts;
}

/** The locations live before `end`, from those live at the start of each block. */
function liveAtEnd(end: MachineEnd, starts: LiveLocations): Locations {
  switch (end.kind) {
    case 'jump':
      return starts[end.target] ?? 0;
    case 'test':
      return (starts[end.ifTrue] ?? 0) | (starts[end.ifFalse] ?? 0) | readsOf(end);
    case 'switch':
      return end.targets.reduce((live, target) => live | (starts[target] ?? 0), ACCUMULATOR);
    case 'return':
      return readsOf(end);
  }
}

/** Whether a word of scratch memory is live where block `label` starts. */
export function needsScratch(live: LiveLocations, label: number): boolean {
  return ((live[label] ?? 0) & SCRATCH) !== 0;
}
