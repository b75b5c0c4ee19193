import { onlyValue } from '../../src/analysis/values/range.ts';
import type { GuardInstr, LoadInstr } from '../../src/ir/ir.ts';
import { MAX_U32 } from '../../src/support/u32.ts';
import type { ValueView } from './matcher.ts';

/** No access reaches farther than this past its offset. */
const LARGEST_WIDTH = 8;

/**
 * Takes the constant part of an address into its offset.
 *
 *     v2 = add v1, 4
 *     v3 = load.2 [v2 + 12]      =>      v3 = load.2 [v1 + 16]
 *
 * `add` wraps around 2^32 and addresses do not, so that is right only where the sum is known not to
 * wrap: where v1 is, for instance, a header length of at most 60. `null` where nothing can be folded.
 */
export function foldAddress<Access extends LoadInstr | GuardInstr>(
  access: Access,
  view: ValueView,
): Access | null {
  const { base, offset } = access;
  if (base === null) {
    return null;
  }
  const constant = onlyValue(view.rangeOf(base));
  if (constant !== null) {
    return fits(offset + constant) ? { ...access, base: null, offset: offset + constant } : null;
  }
  const sum = view.definition(base);
  if (sum.kind !== 'binary' || sum.op !== 'add') {
    return null;
  }
  const addend = view.definition(sum.rhs);
  if (addend.kind !== 'const' || view.rangeOf(sum.lhs).high + addend.value > MAX_U32) {
    return null;
  }
  return fits(offset + addend.value)
    ? { ...access, base: sum.lhs, offset: offset + addend.value }
    : null;
}

const fits = (offset: number): boolean => offset + LARGEST_WIDTH <= MAX_U32;
