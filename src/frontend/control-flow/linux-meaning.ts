import type { ValueId } from '../../ir/ids.ts';
import type { Address } from '../../ir/ir.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import { MAX_U32 } from '../../support/u32.ts';

/** What writes instructions of the IR, one behind the other. */
export interface InstrWriter {
  constant(value: number): ValueId;
  binary(op: BinaryOp, lhs: ValueId, rhs: ValueId): ValueId;
}

/** The bits of a shift's amount that Linux looks at. */
const SHIFT_MASK = 31;

/** `op` as Linux does it: shifts take the low five bits of the amount, whatever its other bits are. */
export function linuxBinary(
  writer: InstrWriter,
  op: BinaryOp,
  lhs: ValueId,
  rhs: ValueId,
): ValueId {
  const shifts = op === 'shl' || op === 'shr';
  const amount = shifts ? writer.binary('and', rhs, writer.constant(SHIFT_MASK)) : rhs;
  return writer.binary(op, lhs, amount);
}

/**
 * The place of `base + offset` as Linux works it out: the sum wraps around 2^32, which addresses of the
 * IR don't. `most` is a u32 that `base` never exceeds.
 */
export function linuxAddress(
  writer: InstrWriter,
  { base, offset }: Address,
  most: number = MAX_U32,
): Address {
  return base === null || most + offset <= MAX_U32
    ? { base, offset }
    : { base: writer.binary('add', base, writer.constant(offset)), offset: 0 };
}
