import type { ValueId } from '../../ir/ids.ts';
import { isInputName } from '../../ir/inputs.ts';
import type { InstrDraft } from '../../ir/ir.ts';
import { isKernelOp, KERNEL_OPS } from '../../ir/kernel-ops.ts';
import type { AncillaryName } from '../../isa/cbpf/ancillary.ts';
import { invariant } from '../../support/invariant.ts';

/** What reads an ancillary word other than `alu_xor_x`; the two operands are those of words that have any. */
export function kernelWord(
  word: Exclude<AncillaryName, 'alu_xor_x'>,
  operands: () => readonly [ValueId, ValueId],
): InstrDraft {
  const input = `aux.${word}`;
  if (isInputName(input)) {
    return { kind: 'input', input };
  }
  invariant(isKernelOp(word), `nothing reads ${word}`);
  return { kind: 'kernel', op: word, operands: KERNEL_OPS[word].operands === 0 ? [] : operands() };
}
