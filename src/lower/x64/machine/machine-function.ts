import type { AnyRegister as AnyRegisterOf } from '../../../codegen/registers/register-file.ts';
import type { Condition } from '../../../isa/x64/condition.ts';
import type { Instruction, Label } from '../../../isa/x64/instruction.ts';
import type { Register } from '../../../isa/x64/registers.ts';
import type { SourceSpan } from '../../../support/source-span.ts';

/**
 * A register before allocation, or one of the machine where an instruction insists on it: holds 64
 * bits, of which the upper 32 are zero where it holds an i32.
 */
export type AnyRegister = AnyRegisterOf<Register>;

/** Copies a register or a constant to a register. */
export interface Move {
  readonly to: AnyRegister;
  readonly from: AnyRegister | bigint;
  /** How many bits there are to copy; the rest of `to` becomes, or already is, zero. */
  readonly width: 32 | 64;
}

/** Copies that all happen at once: each reads what was there before any wrote. */
export interface ParallelMove {
  readonly kind: 'parallel-move';
  /** No two have the same `to`. */
  readonly moves: readonly Move[];
}

/** An instruction before allocation. */
export type MachineInstruction = Instruction<AnyRegister>;

/** A step within a machine block. */
export type MachineStep = MachineInstruction | ParallelMove;

/** How a machine block ends. */
export type MachineTerminator =
  | { readonly kind: 'jump'; readonly target: Label }
  | {
      readonly kind: 'branch';
      readonly condition: Condition;
      /** The piece of the source that the test is for, where that is known. */
      readonly span?: SourceSpan | undefined;
      readonly ifTrue: Label;
      readonly ifFalse: Label;
    }
  /** Returns what is in `eax`. */
  | { readonly kind: 'return' };

/**
 * Steps that run in order, entered at the top. Conditional jumps may leave early, in places where
 * the blocks that they go to want nothing moved.
 */
export interface MachineBlock<Step = MachineStep> {
  readonly label: Label;
  readonly steps: readonly Step[];
  readonly terminator: MachineTerminator;
}

/** A filter as machine instructions on virtual registers. */
export interface MachineFunction {
  /** The entry first, and every block before those that it can go to. */
  readonly blocks: readonly MachineBlock[];
  /** One more than the largest virtual register. */
  readonly registerCount: number;
}
