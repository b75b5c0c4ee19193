import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import {
  type BinaryInstr,
  type Instr,
  type InstrDraft,
  type LoadInstr,
  resultType,
  type UnaryInstr,
} from '../../../ir/ir.ts';
import { type BinaryOp, UNARY_OPS, type UnaryOp } from '../../../ir/ops.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';
import type { BlockExpander, Constant, Expansion } from './block-expander.ts';

const SIGN = 0x8000_0000;

const constant = (value: number): Constant => ({ constant: value });

/** Whether the machine has no instruction for `instr`. */
export function isIllegal(instr: Instr): boolean {
  switch (instr.kind) {
    case 'load':
      return instr.order === 'native' && instr.width > 1;
    case 'unary':
      return true;
    case 'binary':
      return instr.op === 'ashr' || instr.op in UNSIGNED;
    default:
      return false;
  }
}

/** How `instr` is spelled out in what the machine has; `null` where it may stay as it is. */
export function expand(instr: Instr, filter: FilterView): Expansion | null {
  switch (instr.kind) {
    case 'load':
      return instr.order === 'native' && instr.width > 1 ? nativeLoad(instr) : null;
    case 'unary':
      return unary(instr);
    case 'binary':
      return binary(instr, filter);
    default:
      return null;
  }
}

/**
 * The machine has words of 32 bits, and does not know how much of a packet was captured.
 *
 * @throws {@link UnsupportedError} where it cannot compute `instr`.
 */
export function requireWord(instr: Instr): void {
  const wide = instr.kind === 'binary' && instr.type === 'i64';
  if (wide || resultType(instr) === 'i64' || (instr.kind === 'unary' && instr.op === 'trunc32')) {
    throw new UnsupportedError(`v${instr.id} is or needs an i64, which classic BPF does not have`);
  }
  if (instr.kind === 'input' && instr.input === 'caplen') {
    throw new UnsupportedError(`v${instr.id} is caplen, which classic BPF cannot read`);
  }
}

/** The bytes one by one, the last first: it makes sure of the others. */
function nativeLoad(load: LoadInstr): Expansion {
  return (make) => {
    const byteAt = (index: number): ValueId =>
      make.load({ ...load, width: 1, order: 'network', offset: load.offset + index });
    let value = byteAt(load.width - 1);
    for (let index = load.width - 2; index > 0; index -= 1) {
      value = make.binary('or', make.binary('shl', value, constant(8)), byteAt(index));
    }
    return make.draft('or', make.binary('shl', value, constant(8)), byteAt(0));
  };
}

/** The low bits up to `sign`, the highest of them, extended by it. */
const extendSign =
  (sign: number) =>
  (make: BlockExpander, value: ValueId): InstrDraft => {
    const low = make.binary('and', value, constant(2 * sign - 1));
    return make.draft('sub', make.binary('xor', low, constant(sign)), constant(sign));
  };

/** Two copies of the low 16 bits side by side have them swapped in the middle. */
const swap16 = (make: BlockExpander, value: ValueId): InstrDraft => {
  const low = make.binary('and', value, constant(0xffff));
  const twice = make.binary('mul', low, constant(0x1_0001));
  return make.draft('and', make.binary('shr', twice, constant(8)), constant(0xffff));
};

/** Swaps neighbouring bytes, then halves. */
const swap32 = (make: BlockExpander, value: ValueId): InstrDraft => {
  const odd = make.binary('and', make.binary('shr', value, constant(8)), constant(0x00ff_00ff));
  const even = make.binary('shl', make.binary('and', value, constant(0x00ff_00ff)), constant(8));
  const swapped = make.binary('or', odd, even);
  const high = make.binary('shl', swapped, constant(16));
  return make.draft('or', make.binary('shr', swapped, constant(16)), high);
};

const UNARY: Partial<
  Readonly<Record<UnaryOp, (make: BlockExpander, value: ValueId) => InstrDraft>>
> = {
  bswap16: swap16,
  bswap32: swap32,
  sext8: extendSign(0x80),
  sext16: extendSign(0x8000),
};

function unary({ op, operand }: UnaryInstr): Expansion | null {
  const spell = UNARY[op];
  return spell === undefined ? null : (make) => spell(make, operand);
}

/** The unsigned comparison that holds where the signed one does, once the signs are inverted. */
const UNSIGNED: Partial<Readonly<Record<BinaryOp, BinaryOp>>> = {
  slt: 'ult',
  sle: 'ule',
  sgt: 'ugt',
  sge: 'uge',
};

/** The signed comparisons that ask for nothing but the sign, by their right operand. */
const ASKS_FOR_SIGN: Partial<
  Readonly<Record<BinaryOp, { readonly rhs: number; readonly op: BinaryOp }>>
> = {
  slt: { rhs: 0, op: 'uge' },
  sge: { rhs: 0, op: 'ult' },
  sle: { rhs: 0xffff_ffff, op: 'uge' },
  sgt: { rhs: 0xffff_ffff, op: 'ult' },
};

function binary(instr: BinaryInstr, filter: FilterView): Expansion | null {
  const native = nativeTest(instr, filter);
  if (native !== null) {
    return native;
  }
  const asksForSign = ASKS_FOR_SIGN[instr.op];
  const rhs = filter.definition(instr.rhs);
  if (asksForSign !== undefined && rhs.kind === 'const' && rhs.value === asksForSign.rhs) {
    return (make) => make.draft(asksForSign.op, instr.lhs, constant(SIGN));
  }
  const unsigned = UNSIGNED[instr.op];
  if (unsigned !== undefined) {
    return (make) => make.draft(unsigned, invertSign(make, instr.lhs), invertSign(make, instr.rhs));
  }
  return instr.op === 'ashr' ? (make) => shiftSigned(make, instr) : null;
}

/**
 * A test of a native-order load for equality with a constant, or of some of its bits: the same of
 * the bytes in network order.
 */
function nativeTest({ op, lhs, rhs }: BinaryInstr, filter: FilterView): Expansion | null {
  const constantRhs = filter.definition(rhs);
  if ((op !== 'eq' && op !== 'ne') || constantRhs.kind !== 'const') {
    return null;
  }
  const masked = filter.definition(lhs);
  const isMasked = masked.kind === 'binary' && masked.op === 'and';
  const mask = isMasked ? filter.definition(masked.rhs) : null;
  const load = isMasked ? filter.definition(masked.lhs) : masked;
  const swaps = load.kind === 'load' && load.order === 'native' && load.width > 1;
  if (
    !swaps ||
    (mask !== null && mask.kind !== 'const') ||
    constantRhs.value >= 256 ** load.width
  ) {
    return null;
  }
  const swap = (value: number): Constant => constant(swapBytes(value, load.width));
  return (make) => {
    const bytes = make.load({ ...load, order: 'network', checked: false });
    const tested = mask === null ? bytes : make.binary('and', bytes, swap(mask.value));
    return make.draft(op, tested, swap(constantRhs.value));
  };
}

/** The low `width` bytes of a u32 in opposite order. */
function swapBytes(value: number, width: number): number {
  const swapped = Number(UNARY_OPS.bswap32.evaluate(value));
  return width === 4 ? swapped : swapped >>> 16;
}

function invertSign(make: BlockExpander, value: ValueId): ValueId {
  const known = make.constantOf(value);
  return known === null ? make.binary('xor', value, constant(SIGN)) : make.constant(known ^ SIGN);
}

/** A shift that moves the sign in: by a constant, from inverted sign; else from what is not negative. */
function shiftSigned(make: BlockExpander, { lhs, rhs }: BinaryInstr): InstrDraft {
  const known = make.constantOf(rhs);
  if (known !== null) {
    const count = constant(Math.min(known, 31));
    const shifted = make.binary('shr', make.binary('xor', lhs, constant(SIGN)), count);
    return make.draft('sub', shifted, constant(SIGN >>> count.constant));
  }
  const isNegative = make.binary('uge', lhs, constant(SIGN));
  const mask = make.binary('sub', make.constant(0), isNegative);
  const positive = make.binary('xor', lhs, mask);
  return make.draft('xor', make.binary('shr', positive, rhs), mask);
}
