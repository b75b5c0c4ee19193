import type { ValueId } from '../../ir/ids.ts';
import type { Address } from '../../ir/ir.ts';
import { KERNEL_LOADS, type KernelOp } from '../../ir/kernel-ops.ts';
import type { BinaryOp } from '../../ir/ops.ts';
import { MAX_U32 } from '../../support/u32.ts';

/** What writes instructions of the IR, one behind the other. */
export interface InstrWriter {
  constant(value: number): ValueId;
  binary(op: BinaryOp, lhs: ValueId, rhs: ValueId): ValueId;
}

/** What also writes loads. */
interface LoadWriter extends InstrWriter {
  load(width: 1 | 2 | 4, address: Address): ValueId;
  kernel(op: KernelOp, operands: readonly ValueId[]): ValueId;
}

/** The least address that Linux takes for a negative one. */
const FIRST_NEGATIVE = 0x8000_0000;

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
 * `width` bytes at `base + offset` as Linux loads them: the sum wraps around 2^32, which addresses of the
 * IR don't, and where it is negative counts from a header. `most` is a u32 that `base` never exceeds.
 */
export function linuxLoad(
  writer: LoadWriter,
  width: 1 | 2 | 4,
  { base, offset }: Address,
  most: number = MAX_U32,
): ValueId {
  if (base === null || most + offset < FIRST_NEGATIVE) {
    return writer.load(width, { base, offset });
  }
  const address = offset === 0 ? base : writer.binary('add', base, writer.constant(offset));
  return writer.kernel(KERNEL_LOADS[width], [address]);
}
