import { Filter } from '../../../ir/filter.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { Instr, KernelInstr } from '../../../ir/ir.ts';
import { KERNEL_OPS } from '../../../ir/kernel-ops.ts';
import { UnsupportedError } from '../../../support/unsupported.ts';

/** The least address that the kernel takes for a negative one. */
const FIRST_NEGATIVE = 0x8000_0000;

/**
 * `filter` with ordinary loads in place of the kernel's: beside the packet machine code is given nothing,
 * so that from a negative address, as from past its end, there is nothing to load. The filter itself where
 * it has none.
 *
 * @throws {@link UnsupportedError} for what only the kernel can work out, and loads of its headers alone.
 */
export function withoutKernel(filter: FilterView): FilterView {
  const blocks = [...filter.blocks()];
  return blocks.some(({ instrs }) => instrs.some(({ kind }) => kind === 'kernel'))
    ? new Filter(
        filter.name,
        blocks.map((block) => ({
          ...block,
          instrs: block.instrs.map((instr) =>
            instr.kind === 'kernel' ? ordinary(instr, filter) : instr,
          ),
        })),
        filter.packetModel,
      )
    : filter;
}

function ordinary({ id, op, operands, span }: KernelInstr, filter: FilterView): Instr {
  const { width } = KERNEL_OPS[op];
  const [base = null] = operands;
  const address = base === null ? null : filter.definition(base);
  const isHeader = address?.kind === 'const' && address.value >= FIRST_NEGATIVE;
  if (width === null || isHeader) {
    throw new UnsupportedError(`v${id} is a ${op}, which only the kernel can work out`);
  }
  return { kind: 'load', id, width, order: 'network', checked: true, base, offset: 0, span };
}
