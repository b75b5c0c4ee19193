/** What may stand in a generated filter. Everything may where nothing is said. */
export interface FilterOptions {
  /** i64 values. */
  readonly wide?: boolean;
  /** Loads in native order. */
  readonly native?: boolean;
  /** The input `caplen`. */
  readonly caplen?: boolean;
  /** Linux ancillary words. */
  readonly ancillary?: boolean;
  /** Explicit guards, and the unchecked loads that need them. */
  readonly guards?: boolean;
  /** The most blocks; 16 without it. */
  readonly maxBlocks?: number;
}

/** The random numbers that one instruction is made from; smaller ones make a simpler one. */
export interface InstrGenes {
  /** In percent: which kind of instruction. */
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Whether an instruction of these genes is a load. */
export const makesLoad = ({ kind }: InstrGenes): boolean => kind >= 12 && kind < 40;

/** The random numbers that a terminator is made from. */
export interface EndGenes {
  /** In percent: which kind of terminator. */
  readonly kind: number;
  readonly value: number;
  /** How many blocks the true target lies behind the next. */
  readonly near: number;
  /** How many blocks the false target lies behind the next. */
  readonly far: number;
  /** Switch cases: which value, how many more above it, and how far the target is. */
  readonly cases: readonly (readonly [low: number, more: number, far: number])[];
}

/** The random numbers that a block is made from. */
export interface BlockGenes {
  readonly phis: readonly InstrGenes[];
  readonly instrs: readonly InstrGenes[];
  readonly end: EndGenes;
}

/** Constants that filters use, and those where arithmetic changes its ways. */
export const CONSTANTS: readonly number[] = [
  0, 1, 2, 6, 17, 4, 8, 14, 20, 0x0f, 31, 32, 33, 80, 0xff, 0x1fff, 0x0800, 0xffff, 0x7fffffff,
  0x80000000, 0xffffffff, 0xffff0000, 0x0a000001,
];

/** `items[index]`, the index being taken modulo the number of items. There must be one. */
export function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) {
    throw new RangeError('nothing to pick from');
  }
  return item;
}
