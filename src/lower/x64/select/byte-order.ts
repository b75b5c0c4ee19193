import { UNARY_OPS } from '../../../ir/ops.ts';

/** `value`, of `bytes` bytes (2, 4 or 8), with its bytes in opposite order. */
export function swapBytes(value: bigint, bytes: number): bigint {
  switch (bytes) {
    case 2:
      return BigInt(UNARY_OPS.bswap16.evaluate(Number(value)));
    case 4:
      return BigInt(UNARY_OPS.bswap32.evaluate(Number(value)));
    default:
      return BigInt(UNARY_OPS.bswap64.evaluate(value));
  }
}
