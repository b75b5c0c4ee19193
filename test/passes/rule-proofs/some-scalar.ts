import type { Scalar, Type } from '../../../src/ir/ops.ts';
import type { Random } from '../../../src/support/random.ts';

/** The constants for which conditions are worked out, besides random ones. */
export const CORNERS: readonly number[] = [
  0, 1, 2, 8, 16, 31, 32, 33, 63, 64, 0xff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff,
];

/** A constant of `type`, often one where operations behave in a way of their own. */
export function scalarOf(random: Random, type: Type): Scalar {
  const word = random.below(3) === 0 ? random.next() : random.pick(CORNERS);
  if (type === 'i32') {
    return word;
  }
  const low = BigInt(word);
  return random.below(2) === 0 ? low : BigInt.asUintN(64, ~low);
}
