import { accessOf } from '../../../analysis/checks/access.ts';
import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { GuardInstr, LoadInstr } from '../../../ir/ir.ts';
import { type Address, imm, type MemoryOperand, mem, reg } from '../../../isa/x64/instruction.ts';
import type { Width } from '../../../isa/x64/registers.ts';
import type { AnyRegister } from '../machine/machine-function.ts';
import type { Selection } from './selection.ts';

/** The largest displacement of an address, and the largest extent of a packet. */
const LARGEST_DISPLACEMENT = 0x7fff_ffff;
const LONGEST_PACKET = 0xffff_ffff;

/** Selects the comparison with `caplen` that is planned for `instr`, if one is. */
export function selectBoundsCheck(instr: LoadInstr | GuardInstr, selection: Selection): void {
  const extent = selection.plan.get(instr.id);
  if (extent === undefined) {
    return;
  }
  const { base } = accessOf(instr, selection.filter);
  const reject = { kind: 'label', label: selection.returnLabel(0) } as const;
  if (extent > LONGEST_PACKET) {
    selection.emit('jmp', reject);
  } else if (base === null) {
    selection.emit('cmp', selection.parameters.caplen(32), imm(extent));
    selection.emit('jb', reject);
  } else {
    const end = selection.fresh();
    selection.emit('lea', reg<AnyRegister>(end, 64), relativeAddress(base, extent, selection));
    selection.emit('cmp', reg<AnyRegister>(end, 64), selection.parameters.caplen(64));
    selection.emit('ja', reject);
  }
}

/** `base + offset` without the packet's address, in 64 bits: it does not wrap around 2^32. */
function relativeAddress(
  base: Parameters<Selection['register']>[0],
  offset: number,
  selection: Selection,
): MemoryOperand<AnyRegister> {
  const register = selection.register(base);
  return offset <= LARGEST_DISPLACEMENT
    ? mem<AnyRegister>(64, { base: register, disp: offset })
    : mem<AnyRegister>(64, { base: register, index: selection.materialize(BigInt(offset)) });
}

/** Selects the definition of a load's value in `to`. */
export function selectLoad(instr: LoadInstr, to: VirtualRegister, selection: Selection): void {
  const swapped = selection.swapped[instr.id] !== 0;
  const swaps = instr.order === 'network' && !swapped;
  switch (instr.width) {
    case 1:
      selection.emit('movzx', reg<AnyRegister>(to, 32), packetBytes(instr, 8, selection));
      break;
    case 2:
      selection.emit('movzx', reg<AnyRegister>(to, 32), packetBytes(instr, 16, selection));
      if (swaps) {
        selection.emit('rol', reg<AnyRegister>(to, 16), imm(8));
      }
      break;
    case 4:
    case 8: {
      const width = instr.width === 4 ? 32 : 64;
      selection.emit('mov', reg<AnyRegister>(to, width), packetBytes(instr, width, selection));
      if (swaps) {
        selection.emit('bswap', reg<AnyRegister>(to, width));
      }
    }
  }
}

/** The memory that `instr` loads from, as an operand of `width` bits. */
export function packetBytes(
  instr: LoadInstr,
  width: Width,
  selection: Selection,
): MemoryOperand<AnyRegister> {
  const { base, offset } = accessOf(instr, selection.filter);
  const packet = selection.parameters.packet();
  const address: Address<AnyRegister> = { base: packet };
  const register = base === null ? null : selection.register(base);
  if (offset <= LARGEST_DISPLACEMENT) {
    const near = { ...address, disp: offset };
    return mem(width, register === null ? near : { ...near, index: register });
  }
  const index = selection.materialize(BigInt(offset));
  if (register !== null) {
    selection.emit('add', reg<AnyRegister>(index, 64), reg<AnyRegister>(register, 64));
  }
  return mem(width, { ...address, index });
}

/**
 * Whether `instr`'s value may be read from memory by its one user, instead of being loaded first:
 * the packet does not change, so when it is read does not matter.
 */
export function foldable(instr: LoadInstr, selection: Selection): boolean {
  return selection.filter.useCount(instr.id) === 1;
}
