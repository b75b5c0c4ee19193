import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import type { BinaryInstr, Instr } from '../../../ir/ir.ts';
import { constantOf } from './constant.ts';

/**
 * The values that are kept in the packet's byte order, by id: their width in bytes, 2, 4 or 8; 0 for
 * the others.
 *
 *     v0 = load.2 [12]                      movzx eax, word ptr [rdi+0xc]
 *     v1 = const 0x800             =>       cmp eax, 0x8
 *     v2 = eq v0, v1
 *
 * Bitwise operations and equality with constants can be done on swapped bytes as well, with swapped
 * constants. A load of which nothing else is wanted is never swapped.
 *
 * One sweep forward from loads to what may follow, one backward from uses, and one forward again to
 * drop what has lost its origin: O(instructions + uses).
 */
export function swappedValues(filter: FilterView, order: readonly BlockId[]): Uint8Array {
  const widths = new Uint8Array(filter.valueBound);
  eachInstr(filter, order, (instr) => {
    widths[instr.id] = originWidth(instr, filter, widths);
  });
  for (const id of order.toReversed()) {
    for (const instr of filter.block(id).instrs.toReversed()) {
      if (widths[instr.id] !== 0 && !allowsSwapping(instr.id, filter, widths)) {
        widths[instr.id] = 0;
      }
    }
  }
  eachInstr(filter, order, (instr) => {
    if (widths[instr.id] !== 0) {
      widths[instr.id] = originWidth(instr, filter, widths);
    }
  });
  return widths;
}

function eachInstr(
  filter: FilterView,
  order: readonly BlockId[],
  visit: (instr: Instr) => void,
): void {
  for (const id of order) {
    for (const instr of filter.block(id).instrs) {
      visit(instr);
    }
  }
}

/** The width of `instr`'s value if it can be had swapped, given that of its operands; else 0. */
function originWidth(instr: Instr, filter: FilterView, widths: Uint8Array): number {
  if (instr.kind === 'load') {
    return instr.order === 'network' && instr.width > 1 ? instr.width : 0;
  }
  if (instr.kind !== 'binary' || !isBitwise(instr)) {
    return 0;
  }
  const width = widths[instr.lhs] ?? 0;
  return width !== 0 && fitsWidth(instr.rhs, filter, width) ? width : 0;
}

function isBitwise({ op }: BinaryInstr): boolean {
  return op === 'and' || op === 'or' || op === 'xor';
}

/**
 * Whether every use of `value` is equality with a constant, a branch where it is not 0, or bitwise
 * and itself swapped.
 */
function allowsSwapping(value: ValueId, filter: FilterView, widths: Uint8Array): boolean {
  const width = widths[value] ?? 0;
  const { instrs, terminators } = filter.uses(value);
  return (
    terminators.every((id) => filter.block(id).terminator.kind === 'branch') &&
    instrs.every(
      (user) =>
        user.kind === 'binary' &&
        user.lhs === value &&
        (isEquality(user) ? fitsWidth(user.rhs, filter, width) : widths[user.id] === width),
    )
  );
}

function isEquality({ op }: BinaryInstr): boolean {
  return op === 'eq' || op === 'ne';
}

/** Whether `value` is a constant of at most `width` bytes. */
function fitsWidth(value: ValueId, filter: FilterView, width: number): boolean {
  const constant = constantOf(value, filter);
  return constant !== null && constant >> BigInt(8 * width) === 0n;
}
