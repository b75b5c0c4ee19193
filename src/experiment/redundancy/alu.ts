import { BINARY_OPS, type BinaryOp } from '../../ir/ops.ts';

/** The operation that each mnemonic of the class `alu` stands for, but for `neg`. */
const OPERATIONS: ReadonlyMap<string, BinaryOp> = new Map([
  ['add', 'add'],
  ['sub', 'sub'],
  ['mul', 'mul'],
  ['div', 'div'],
  ['mod', 'mod'],
  ['and', 'and'],
  ['or', 'or'],
  ['xor', 'xor'],
  ['lsh', 'shl'],
  ['rsh', 'shr'],
]);

/** The new value of A, a u32, by an instruction of the class `alu`; `null` where it rejects. */
export function computeAlu(mnemonic: string, a: number, operand: number): number | null {
  const operation = OPERATIONS.get(mnemonic);
  return operation === undefined ? -a >>> 0 : BINARY_OPS[operation].evaluate(a, operand);
}
