import fc from 'fast-check';
import type { InterpretedPacket } from '../../src/interpret/packet.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { ValueId } from '../../src/ir/ids.ts';
import { type AncillaryInput, INPUTS } from '../../src/ir/inputs.ts';
import { extentOf, type Instr, type LoadInstr } from '../../src/ir/ir.ts';
import { CONSTANTS, pick } from '../../src/source/ir/generate/filter-genes.ts';

/** A packet made at random, which takes its shape when it meets a filter. */
export interface PacketRecipe {
  /** The packet for `filter`: its loads tend to find the constants that it compares them with. */
  packetFor(filter: FilterView): InterpretedPacket;
}

interface Genes {
  readonly fill: Uint8Array;
  /** Which comparison to decide, and by how much to miss its constant. */
  readonly plants: readonly (readonly [which: number, miss: number])[];
  /** In percent: where to cut the packet. */
  readonly cut: number;
  readonly where: number;
  /** Bytes on the wire that were not captured. */
  readonly lost: number;
  readonly word: number;
}

/**
 * Packets directed by the constants and offsets of a filter: with the constants that it compares
 * (or one more, or one less) in the places that it loads, often cut next to the end of a load.
 */
export const packetRecipes: fc.Arbitrary<PacketRecipe> = fc
  .record({
    fill: fc.uint8Array({ minLength: 48, maxLength: 48 }),
    plants: fc.array(fc.tuple(fc.nat({ max: 0xffff }), fc.constantFrom(0, 0, 0, 1, -1)), {
      maxLength: 8,
    }),
    cut: fc.nat({ max: 99 }),
    where: fc.nat({ max: 0xffff }),
    lost: fc.constantFrom(0, 0, 1, 1000),
    word: fc.nat({ max: 0xffff }),
  })
  .map((genes) => ({ packetFor: (filter) => makePacket(genes, filter) }));

/** As {@link packetRecipes}, for one filter known now. */
export function packetsFor(filter: FilterView): fc.Arbitrary<InterpretedPacket> {
  return packetRecipes.map((recipe) => recipe.packetFor(filter));
}

function makePacket(genes: Genes, filter: FilterView): InterpretedPacket {
  const instrs = [...filter.blocks()].flatMap((block) => block.instrs);
  const places = comparedPlaces(instrs, filter);
  const extents = extentsOf(instrs);
  const length = Math.max(genes.fill.length, ...extents.map((extent) => extent + 2));
  const whole = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    whole[index] = genes.fill[index % genes.fill.length] ?? 0;
  }
  for (const [which, miss] of genes.plants) {
    if (places.length > 0) {
      plant(whole, pick(places, which), miss);
    }
  }
  const bytes = whole.subarray(0, cutLength(genes, extents, length));
  return { bytes, wirelen: bytes.length + genes.lost, ancillary: ancillaryWords(genes.word) };
}

/** A load with constant offset, and a constant that it (or a part of it) is compared with. */
interface Place {
  readonly load: LoadInstr;
  readonly at: number;
  readonly constant: number;
}

/** Bases that a load with an unknown one is given a try at. */
const BASES = [0, 4, 20] as const;

/** The farthest offset that packets are made for. */
const FAR = 4096;

function comparedPlaces(instrs: readonly Instr[], filter: FilterView): readonly Place[] {
  const places: Place[] = [];
  const add = (value: ValueId, constant: number): void => {
    const load = loadBehind(value, filter);
    const bases = load?.base === null ? [0] : BASES;
    for (const base of load === undefined ? [] : bases) {
      if (load !== undefined && load.offset + base < FAR) {
        places.push({ load, at: load.offset + base, constant });
      }
    }
  };
  for (const instr of instrs) {
    if (instr.kind === 'binary') {
      const rhs = filter.definition(instr.rhs);
      if (rhs.kind === 'const') {
        add(instr.lhs, rhs.value);
      }
    }
  }
  for (const { terminator } of filter.blocks()) {
    for (const { low, high } of terminator.kind === 'switch' ? terminator.cases : []) {
      if (terminator.kind === 'switch') {
        add(terminator.value, low);
        add(terminator.value, high);
      }
    }
  }
  return places;
}

/** The load that `value` is, or is computed from in one or two steps. */
function loadBehind(value: ValueId, filter: FilterView): LoadInstr | undefined {
  let at: Instr = filter.definition(value);
  for (let steps = 0; steps < 2 && at.kind === 'binary'; steps += 1) {
    at = filter.definition(at.lhs);
  }
  return at.kind === 'load' ? at : undefined;
}

function plant(bytes: Uint8Array, { load, at, constant }: Place, miss: number): void {
  const width = Math.min(load.width, 4);
  const last = at + (load.order === 'network' ? load.width - 1 : 0);
  const step = load.order === 'network' ? -1 : 1;
  let rest = (constant + miss) >>> 0;
  for (let index = 0; index < width; index += 1) {
    const offset = last + index * step;
    if (offset < bytes.length) {
      bytes[offset] = rest & 0xff;
    }
    rest >>>= 8;
  }
}

function extentsOf(instrs: readonly Instr[]): readonly number[] {
  return instrs.flatMap((instr) =>
    (instr.kind === 'load' || instr.kind === 'guard') && extentOf(instr) < FAR
      ? [extentOf(instr)]
      : [],
  );
}

function cutLength({ cut, where }: Genes, extents: readonly number[], length: number): number {
  if (cut < 50) {
    return length;
  }
  if (cut < 85 && extents.length > 0) {
    const near = pick(extents, where) + (where % 3) - 1;
    return Math.max(0, Math.min(near, length));
  }
  return where % (length + 1);
}

function ancillaryWords(gene: number): Readonly<Partial<Record<AncillaryInput, number>>> {
  const names = Object.keys(INPUTS).filter((name) => name.startsWith('aux.'));
  return Object.fromEntries(names.map((name, index) => [name, pick(CONSTANTS, gene + index)]));
}
