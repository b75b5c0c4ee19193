import { invariant } from '../../support/invariant.ts';
import type { CodeBuffer } from './code-buffer.ts';
import type { Encoding, OperandForm } from './encoding-notation.ts';
import type { Instruction, MemoryOperand, Operand } from './instruction.ts';
import { registerNumber, type Width } from './registers.ts';
import { type JumpReach, operandWidth, selectEncoding } from './select-encoding.ts';

/** The registers and memory of an instruction, by the field of the encoding that they go to. */
interface Fields {
  /** The ModRM `reg` field, 0 to 15. */
  readonly reg: number;
  /** The ModRM `rm` field: a register 0 to 15, or memory. */
  readonly rm: number | MemoryOperand;
  /** The VEX `vvvv` field, 0 to 15. */
  readonly vvvv: number;
}

/**
 * Appends the bytes of `instruction`. The displacement of a jump to a label is left zero: the last
 * one or four bytes, as `reach` says.
 *
 * Breaks an invariant where the processor has no such instruction.
 */
export function encode(instruction: Instruction, reach: JumpReach, out: CodeBuffer): void {
  const encoding = selectEncoding(instruction, reach);
  const width = operandWidth(instruction);
  const fields = fieldsOf(instruction, encoding);
  if (encoding.vex === null) {
    emitLegacyPrefixes(instruction, encoding, fields, out);
  } else {
    emitVexPrefix(encoding.vex, width, fields, out);
  }
  emitOpcode(encoding, fields, out);
  if (encoding.modrm) {
    emitModrm(fields, out);
  }
  for (let index = 0; index < encoding.operands.length; index += 1) {
    emitTrailer(encoding.operands[index], instruction.operands[index], width, out);
  }
}

/** Appends what stands after the address for an operand: an immediate or a displacement. */
function emitTrailer(
  form: OperandForm | undefined,
  operand: Operand | undefined,
  width: Width,
  out: CodeBuffer,
): void {
  if (form?.place === 'J') {
    out.int(0, form.size === 'b' ? 8 : 32);
  } else if (form?.place === 'I' && operand?.kind === 'imm') {
    const bits = immediateWidth(form.size, width);
    if (bits === 64) {
      out.int64(operand.value);
    } else {
      out.int(Number(BigInt.asIntN(32, operand.value)), bits);
    }
  }
}

function immediateWidth(size: string, width: Width): number {
  switch (size) {
    case 'b':
    case 's':
      return 8;
    case 'z':
      return Math.min(width, 32);
    default:
      return width;
  }
}

function fieldsOf({ operands }: Instruction, { digit, fields }: Encoding): Fields {
  const numberAt = (index: number): number => {
    const operand = operands[index];
    return operand?.kind === 'reg' ? registerNumber(operand.reg) : 0;
  };
  const rm = operands[fields.rm];
  return {
    reg: digit ?? numberAt(fields.reg),
    rm: rm?.kind === 'mem' ? rm : numberAt(fields.rm),
    vvvv: numberAt(fields.vvvv),
  };
}

/**
 * The extension bits, as REX has them.
 *
 *     0 1 0 0 W R X B     W: 64-bit operands; R, X, B: bit 3 of reg, of the index, of rm or the base
 */
function extensionBits({ reg, rm }: Fields): number {
  const r = (reg >> 3) << 2;
  if (typeof rm === 'number') {
    return r | (rm >> 3);
  }
  const x = rm.index === null ? 0 : registerNumber(rm.index) >> 3;
  const b = rm.base === null ? 0 : registerNumber(rm.base) >> 3;
  return r | (x << 1) | b;
}

function emitLegacyPrefixes(
  instruction: Instruction,
  encoding: Encoding,
  fields: Fields,
  out: CodeBuffer,
): void {
  const width = operandWidth(instruction);
  if (encoding.sized && width === 16) {
    out.byte(0x66);
  }
  const w = encoding.sized && width === 64 && !encoding.defaults64 ? 0x48 : 0;
  const rex = w | extensionBits(fields);
  if (rex !== 0 || instruction.operands.some(needsRex)) {
    out.byte(0x40 | rex);
  }
}

/** Whether `operand` is one of `spl bpl sil dil`, which without REX would name `ah ch dh bh`. */
function needsRex(operand: Operand): boolean {
  if (operand.kind !== 'reg' || operand.width !== 8) {
    return false;
  }
  const number = registerNumber(operand.reg);
  return number >= 4 && number < 8;
}

/** Emits `c4`, then `~R ~X ~B mmmmm`, then `W ~vvvv 0 pp`. */
function emitVexPrefix(
  { pp, map }: NonNullable<Encoding['vex']>,
  width: Width,
  fields: Fields,
  out: CodeBuffer,
): void {
  out.byte(0xc4);
  out.byte((~(extensionBits(fields) << 5) & 0xe0) | map);
  out.byte((width === 64 ? 0x80 : 0) | ((~fields.vvvv & 0xf) << 3) | pp);
}

function emitOpcode({ opcode, inOpcode }: Encoding, { rm }: Fields, out: CodeBuffer): void {
  for (let index = 0; index < opcode.length - 1; index += 1) {
    out.byte(opcode[index] ?? 0);
  }
  out.byte((opcode.at(-1) ?? 0) | (inOpcode && typeof rm === 'number' ? rm & 7 : 0));
}

/** Emits the ModRM byte `mod reg rm`, with what belongs to the address. */
function emitModrm({ reg, rm }: Fields, out: CodeBuffer): void {
  if (typeof rm === 'number') {
    out.byte(0xc0 | ((reg & 7) << 3) | (rm & 7));
  } else {
    emitMemory(reg & 7, rm, out);
  }
}

/**
 * Emits ModRM, SIB (`scale index base`) and displacement.
 *
 * In the low three bits of a base, 4 (`rsp`, `r12`) means that SIB follows, and 5 (`rbp`, `r13`)
 * without displacement means that there is no base; so the former always take an SIB byte and the
 * latter a displacement. Index 4 in SIB means none.
 *
 * Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, tables 2-2, 2-3.
 */
function emitMemory(
  reg: number,
  { base, index, scale, disp }: MemoryOperand,
  out: CodeBuffer,
): void {
  invariant(index !== 'rsp', 'rsp cannot be an index');
  const scaleBits = (31 - Math.clz32(scale)) << 6;
  const indexBits = (index === null ? 4 : registerNumber(index) & 7) << 3;
  if (base === null) {
    out.byte((reg << 3) | 4);
    out.byte(scaleBits | indexBits | 5);
    out.int(disp, 32);
    return;
  }
  const baseBits = registerNumber(base) & 7;
  const mod = displacementMode(disp, baseBits);
  if (index === null && baseBits !== 4) {
    out.byte((mod << 6) | (reg << 3) | baseBits);
  } else {
    out.byte((mod << 6) | (reg << 3) | 4);
    out.byte(scaleBits | indexBits | baseBits);
  }
  if (mod === 1) {
    out.byte(disp);
  } else if (mod === 2) {
    out.int(disp, 32);
  }
}

/** The ModRM `mod` field: 0 for no displacement, 1 for one byte, 2 for four. */
function displacementMode(disp: number, baseBits: number): 0 | 1 | 2 {
  invariant(disp === (disp | 0), `displacement ${disp} is not a signed 32-bit number`);
  if (disp === 0 && baseBits !== 5) {
    return 0;
  }
  return disp >= -128 && disp <= 127 ? 1 : 2;
}
