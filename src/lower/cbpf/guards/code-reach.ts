import {
  type Label,
  type MachineBlock,
  type MachineCode,
  OP,
  targets,
} from '../machine/machine-code.ts';
import { NOTHING } from '../machine/machine-state.ts';
import type { Place } from '../machine/place.ts';
import { extend, MOST_BASES, meetReach, NO_REACH, type Reach } from './reach.ts';

/**
 * How far the loads of code make sure that the packet reaches, at the start of blocks; of those that
 * control never gets to, as far as anyone likes.
 */
export interface CodeReach {
  /** By the loads on every path from here to a verdict that is not 0, by label. */
  readonly ahead: readonly Reach[];
  /** By the loads on every path from the entry to here, by label. */
  readonly behind: readonly Reach[];
  /** By the loads of a block itself, however many bases they have, by label; only {@link loadsFrom} reads it. */
  readonly within: readonly (ReadonlyMap<number, number> | undefined)[];
}

/** Two sweeps over the blocks: linear in the code. Every packet has `certainLength` bytes. */
export function codeReach(code: MachineCode, certainLength: number): CodeReach {
  const atEntry = extend(NO_REACH, { base: null, extent: certainLength });
  return { ahead: reachAhead(code), behind: reachBehind(code, atEntry), within: reachWithin(code) };
}

/** Whether a load of the block `label` itself makes sure that the packet extends to `place`. */
export const loadsFrom = ({ within }: CodeReach, label: Label, { base, extent }: Place): boolean =>
  extent <= (within[label]?.get(base ?? NOTHING) ?? -1);

/** Only of blocks with more bases than a {@link Reach} keeps apart. */
function reachWithin({ blocks }: MachineCode): CodeReach['within'] {
  return blocks.map(({ code }) => {
    const places = code.flatMap(({ reach }) => (reach === undefined ? [] : [reach]));
    if (places.length <= MOST_BASES) {
      return undefined;
    }
    const extents = new Map<number, number>();
    for (const { base, extent } of places) {
      const key = base ?? NOTHING;
      extents.set(key, Math.max(extent, extents.get(key) ?? -1));
    }
    return extents;
  });
}

function reachAhead({ blocks, order }: MachineCode): readonly Reach[] {
  const ahead: Reach[] = new Array(blocks.length).fill(null);
  for (const label of order.toReversed()) {
    const block = blocks[label];
    if (block !== undefined) {
      ahead[label] = throughLoads(block, aheadOfEnd(block, ahead));
    }
  }
  return ahead;
}

function aheadOfEnd({ end }: MachineBlock, ahead: readonly Reach[]): Reach {
  switch (end.kind) {
    case 'jump':
      return ahead[end.target] ?? null;
    case 'test':
      return meetReach(ahead[end.ifTrue] ?? null, ahead[end.ifFalse] ?? null);
    case 'switch':
      return end.targets.reduce<Reach>((all, one) => meetReach(all, ahead[one] ?? null), null);
    case 'return':
      return end.code === OP.returnConstant && end.k === 0 ? null : NO_REACH;
  }
}

function reachBehind({ blocks, order, entry }: MachineCode, atEntry: Reach): readonly Reach[] {
  const behind: (Reach | undefined)[] = new Array(blocks.length).fill(undefined);
  behind[entry] = atEntry;
  for (const label of order) {
    const block = blocks[label];
    const reach = behind[label];
    if (block === undefined || reach === undefined) {
      continue;
    }
    const after = throughLoads(block, reach);
    for (const target of targets(block.end)) {
      const before = behind[target];
      behind[target] = before === undefined ? after : meetReach(before, after);
    }
  }
  return behind.map((reach) => reach ?? null);
}

/** `reach` and what the loads of `block` add to it. */
function throughLoads(block: MachineBlock, reach: Reach): Reach {
  let after = reach;
  for (const { reach: place } of block.code) {
    after = place === undefined ? after : extend(after, place);
  }
  return after;
}
