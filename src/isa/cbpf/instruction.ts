/**
 * One classic BPF instruction, with the fields of `struct sock_filter`.
 *
 * Source: Linux Documentation/networking/filter.rst; McCanne and Jacobson, "The BSD Packet Filter",
 * 1993.
 */
export interface CbpfInstruction {
  /** The opcode, a u16; see the opcode table. */
  readonly code: number;
  /** Instructions to skip where the jump's condition holds, a u8; 0 for other instructions. */
  readonly jt: number;
  /** Instructions to skip where it does not hold, a u8; 0 for other instructions. */
  readonly jf: number;
  /** The generic operand, a u32. */
  readonly k: number;
}

/** A classic BPF program, in order; execution starts at index 0. */
export type CbpfProgram = readonly CbpfInstruction[];
