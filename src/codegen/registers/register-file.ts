declare const brand: unique symbol;

/** A register before allocation, of which there are as many as code asks for. Dense from 0. */
export type VirtualRegister = number & { readonly [brand]: 'VirtualRegister' };

/** A register before allocation, or one of the machine where an instruction insists on it. */
export type AnyRegister<Register extends string> = Register | VirtualRegister;

/** The registers of a machine, as far as giving them out goes; each has a name. */
export interface RegisterFile<Register extends string> {
  /** Those that values may live in, the preferred first. */
  readonly allocatable: readonly Register[];
  /**
   * Those that are left free for values that are loaded from the stack or stored there, where any live there: as
   * many as one instruction has register operands.
   */
  readonly transfer: readonly Register[];
  /** Those that hold something when the code is entered. */
  readonly atEntry: readonly Register[];
}

/** Where a virtual register lives: in a machine register, or in a slot of the stack, from 0. */
export type Place<Register extends string> = Register | number;

/** Where every virtual register lives. */
export interface Allocation<Register extends string> {
  /** By virtual register; `undefined` for registers that are never used. */
  readonly places: readonly (Place<Register> | undefined)[];
  /** The number of stack slots. */
  readonly slotCount: number;
}
