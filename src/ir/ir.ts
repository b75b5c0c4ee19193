/**
 * The intermediate representation: a control-flow graph of basic blocks in SSA form, without
 * cycles, so that every filter terminates.
 *
 * Invariants, checked by `verify`:
 *
 * - the entry block has no predecessors, every block is reachable from it, and no path repeats;
 * - every value has one definition, which dominates all its uses, and operands have the type that
 *   their user wants;
 * - phis come first in their block and name each predecessor exactly once;
 * - the two targets of a `branch` differ, so a CFG edge is named by its two ends; the cases of a
 *   `switch` are sorted and disjoint;
 * - an unchecked load is dominated by a guard, or a checked load on the same base, that reaches as
 *   far.
 *
 * The types here are read-only. Change a filter through the methods of `Filter`, which keep
 * predecessors, uses and versions right.
 */

import { unreachable } from '../support/invariant.ts';
import type { SourceSpan } from '../support/source-span.ts';
import type { BlockId, ValueId } from './ids.ts';
import type { InputName } from './inputs.ts';
import type { KernelOp } from './kernel-ops.ts';
import { BINARY_OPS, type BinaryOp, type Type, UNARY_OPS, type UnaryOp } from './ops.ts';

/** What an instruction, or the test at the end of a block, is for. Changes no meaning, and is not written. */
interface Sourced {
  /** The piece of the filter's source; absent where none is known. */
  readonly span?: SourceSpan | undefined;
}

/** An i32 constant; `value` is a u32. Written `v1 = const 0x800`. */
export interface ConstInstr extends Sourced {
  readonly kind: 'const';
  readonly id: ValueId;
  readonly value: number;
}

/** An i64 constant; `value` is a u64. Written `v1 = const.i64 0x800`. */
export interface Const64Instr extends Sourced {
  readonly kind: 'const64';
  readonly id: ValueId;
  readonly value: bigint;
}

/** A word that is not part of the packet's bytes. Written `v0 = wirelen`. */
export interface InputInstr extends Sourced {
  readonly kind: 'input';
  readonly id: ValueId;
  readonly input: InputName;
}

/** A place in the packet: `base + offset`, which does not wrap around 2^32. */
export interface Address {
  /** An i32 added to `offset`; `null` where the address is constant. */
  readonly base: ValueId | null;
  /** A byte offset, a u32. */
  readonly offset: number;
}

/** The number of bytes that a load reads. */
export type LoadWidth = 1 | 2 | 4 | 8;

/**
 * A load of `width` bytes from the packet (or record) at an address; an i64 where `width` is 8, an
 * i32 extended by zeros elsewhere. Written `v4 = load.2 [v3 + 12]`.
 */
export interface LoadInstr extends Address, Sourced {
  readonly kind: 'load';
  readonly id: ValueId;
  readonly width: LoadWidth;
  /** `network`: big-endian. `native`: little-endian, for records made by this machine's kernel. */
  readonly order: 'network' | 'native';
  /**
   * Whether it rejects a packet that ends before `base + offset + width`. Where `false`, written
   * `load.2.nocheck`, something that dominates it has made sure that the packet does not.
   */
  readonly checked: boolean;
}

/**
 * Rejects a packet whose `caplen` is below `base + offset`. Yields no value: its id names it for
 * edits only, and is not written. Written `guard v3 + 14`.
 */
export interface GuardInstr extends Address, Sourced {
  readonly kind: 'guard';
  readonly id: ValueId;
}

/** A one-operand operation of `UNARY_OPS`. Written `v2 = bswap16 v0`. */
export interface UnaryInstr extends Sourced {
  readonly kind: 'unary';
  readonly id: ValueId;
  readonly op: UnaryOp;
  readonly operand: ValueId;
}

/**
 * A two-operand operation of `BINARY_OPS`. Written `v2 = add v0, v1`, or `v2 = add.i64 v0, v1`
 * where the operands are i64.
 */
export interface BinaryInstr extends Sourced {
  readonly kind: 'binary';
  readonly id: ValueId;
  readonly op: BinaryOp;
  /** The type of both operands, and of the result where `op` does not compare. */
  readonly type: Type;
  readonly lhs: ValueId;
  readonly rhs: ValueId;
}

/**
 * An operation of `KERNEL_OPS`, whose value depends on the packet and the operands. Written
 * `v2 = kernel nlattr v0, v1`.
 */
export interface KernelInstr extends Sourced {
  readonly kind: 'kernel';
  readonly id: ValueId;
  readonly op: KernelOp;
  /** As many i32 as the operation has. */
  readonly operands: readonly ValueId[];
}

/** `ifTrue` where the i32 `test` is not 0, else `ifFalse`. Written `v3 = select v0, v1, v2`. */
export interface SelectInstr extends Sourced {
  readonly kind: 'select';
  readonly id: ValueId;
  readonly type: Type;
  readonly test: ValueId;
  readonly ifTrue: ValueId;
  readonly ifFalse: ValueId;
}

/** A join of one value per predecessor. Written `v5 = phi [b1: v3, b2: v4]`. */
export interface PhiInstr extends Sourced {
  readonly kind: 'phi';
  readonly id: ValueId;
  readonly type: Type;
  /** The operand of each predecessor, in the order in which they were added. */
  readonly incoming: ReadonlyMap<BlockId, ValueId>;
}

/** One instruction. Each but a guard defines the value `id`. Phis come first in their block. */
export type Instr =
  | ConstInstr
  | Const64Instr
  | InputInstr
  | LoadInstr
  | GuardInstr
  | UnaryInstr
  | BinaryInstr
  | KernelInstr
  | SelectInstr
  | PhiInstr;

/** An instruction that has no id yet. */
export type InstrDraft = Instr extends infer One
  ? One extends Instr
    ? Omit<One, 'id'>
    : never
  : never;

/** Passes control to one block. Written `jump b1`. */
export interface JumpTerminator {
  readonly kind: 'jump';
  readonly target: BlockId;
}

/** Passes control by an i32. Written `branch v2, b1, b2`, or `branch v2, b1, b2, probability 0.9`. */
export interface BranchTerminator extends Sourced {
  readonly kind: 'branch';
  readonly test: ValueId;
  /** Taken where `test` is not 0. */
  readonly ifTrue: BlockId;
  readonly ifFalse: BlockId;
  /** How often `ifTrue` is taken, in [0, 1]; absent where unknown. */
  readonly probability?: number;
}

/** The values from `low` to `high`, both included, both u32; one value where they are equal. */
export interface SwitchCase {
  readonly low: number;
  readonly high: number;
  readonly target: BlockId;
}

/** Passes control by the value of an i32. Written `switch v3, [80: b1, 1000..2000: b2], b9`. */
export interface SwitchTerminator extends Sourced {
  readonly kind: 'switch';
  readonly value: ValueId;
  /** Sorted by `low` and disjoint. */
  readonly cases: readonly SwitchCase[];
  /** Taken where no case holds. */
  readonly otherwise: BlockId;
}

/** The number of bytes to keep, a u32, 0 to reject: known now, or an i32 of the filter. */
export type Verdict =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'value'; readonly value: ValueId };

/** Ends the filter. Written `return 0x40000` or `return v7`. */
export interface ReturnTerminator {
  readonly kind: 'return';
  readonly verdict: Verdict;
}

/** Ends a basic block: the only place where control moves. */
export type Terminator = JumpTerminator | BranchTerminator | SwitchTerminator | ReturnTerminator;

/** A straight line of instructions, entered at the top and left by its terminator. */
export interface BasicBlock {
  readonly id: BlockId;
  readonly instrs: readonly Instr[];
  readonly terminator: Terminator;
  /** How many packets of a profile came here; absent without a profile. */
  readonly count?: number;
}

/** The terminator that ends the filter with a constant verdict, a u32. */
export function returnConstant(value: number): ReturnTerminator {
  return { kind: 'return', verdict: { kind: 'constant', value } };
}

/**
 * The blocks that `terminator` can pass control to, each once: the true target first; the cases of
 * a switch in order, then its default.
 */
export function successors(terminator: Terminator): readonly BlockId[] {
  switch (terminator.kind) {
    case 'jump':
      return [terminator.target];
    case 'branch':
      return terminator.ifTrue === terminator.ifFalse
        ? [terminator.ifTrue]
        : [terminator.ifTrue, terminator.ifFalse];
    case 'switch':
      return switchTargets(terminator);
    case 'return':
      return [];
  }
}

/** The targets of switches that were asked for; a terminator never changes. */
const SWITCH_TARGETS = new WeakMap<SwitchTerminator, readonly BlockId[]>();

function switchTargets(terminator: SwitchTerminator): readonly BlockId[] {
  const known = SWITCH_TARGETS.get(terminator);
  if (known !== undefined) {
    return known;
  }
  const all = new Set<BlockId>();
  for (const { target } of terminator.cases) {
    all.add(target);
  }
  const targets = [...all.add(terminator.otherwise)];
  SWITCH_TARGETS.set(terminator, targets);
  return targets;
}

/** `terminator` with each target replaced by what `map` yields for it. */
export function mapTargets(terminator: Terminator, map: (target: BlockId) => BlockId): Terminator {
  switch (terminator.kind) {
    case 'jump':
      return { ...terminator, target: map(terminator.target) };
    case 'branch':
      return {
        ...terminator,
        ifTrue: map(terminator.ifTrue),
        ifFalse: map(terminator.ifFalse),
      };
    case 'switch':
      return {
        ...terminator,
        cases: terminator.cases.map((one) => {
          const target = map(one.target);
          return target === one.target ? one : { low: one.low, high: one.high, target };
        }),
        otherwise: map(terminator.otherwise),
      };
    case 'return':
      return terminator;
  }
}

/** The value that `terminator` uses, or `null`. No terminator uses more than one. */
export function terminatorOperand(terminator: Terminator): ValueId | null {
  switch (terminator.kind) {
    case 'jump':
      return null;
    case 'branch':
      return terminator.test;
    case 'switch':
      return terminator.value;
    case 'return':
      return terminator.verdict.kind === 'value' ? terminator.verdict.value : null;
  }
}

/** `terminator` with the value that it uses, if any, replaced by what `map` yields for it. */
export function mapTerminatorOperand(
  terminator: Terminator,
  map: (operand: ValueId) => ValueId,
): Terminator {
  switch (terminator.kind) {
    case 'jump':
      return terminator;
    case 'branch':
      return { ...terminator, test: map(terminator.test) };
    case 'switch':
      return { ...terminator, value: map(terminator.value) };
    case 'return':
      return terminator.verdict.kind === 'value'
        ? { kind: 'return', verdict: { kind: 'value', value: map(terminator.verdict.value) } }
        : terminator;
  }
}

/** The values that `instr` uses, in the order in which they are printed. */
export function operands(instr: Instr): readonly ValueId[] {
  const values: ValueId[] = [];
  eachOperand(instr, (operand) => values.push(operand));
  return values;
}

/** Calls `visit` with each value that `instr` uses; {@link operands} without a list of them. */
export function eachOperand(instr: Instr, visit: (operand: ValueId) => void): void {
  switch (instr.kind) {
    case 'const':
    case 'const64':
    case 'input':
      return;
    case 'load':
    case 'guard':
      if (instr.base !== null) {
        visit(instr.base);
      }
      return;
    case 'unary':
      visit(instr.operand);
      return;
    case 'binary':
      visit(instr.lhs);
      visit(instr.rhs);
      return;
    case 'kernel':
      for (const operand of instr.operands) {
        visit(operand);
      }
      return;
    case 'select':
      visit(instr.test);
      visit(instr.ifTrue);
      visit(instr.ifFalse);
      return;
    case 'phi':
      for (const value of instr.incoming.values()) {
        visit(value);
      }
      return;
    default:
      unreachable(instr);
  }
}

/** `instr` with each operand replaced by what `map` yields for it. */
export function mapOperands(instr: Instr, map: (operand: ValueId) => ValueId): Instr {
  switch (instr.kind) {
    case 'const':
    case 'const64':
    case 'input':
      return instr;
    case 'load':
    case 'guard':
      return instr.base === null ? instr : { ...instr, base: map(instr.base) };
    case 'unary':
      return { ...instr, operand: map(instr.operand) };
    case 'binary':
      return { ...instr, lhs: map(instr.lhs), rhs: map(instr.rhs) };
    case 'kernel':
      return { ...instr, operands: instr.operands.map((operand) => map(operand)) };
    case 'select':
      return {
        ...instr,
        test: map(instr.test),
        ifTrue: map(instr.ifTrue),
        ifFalse: map(instr.ifFalse),
      };
    case 'phi':
      return {
        ...instr,
        incoming: new Map([...instr.incoming].map(([from, value]) => [from, map(value)])),
      };
  }
}

/** The type of the value that `instr` defines; `null` for a guard, which defines none. */
export function resultType(instr: Instr): Type | null {
  switch (instr.kind) {
    case 'const':
    case 'input':
    case 'kernel':
      return 'i32';
    case 'const64':
      return 'i64';
    case 'load':
      return instr.width === 8 ? 'i64' : 'i32';
    case 'guard':
      return null;
    case 'unary':
      return UNARY_OPS[instr.op].to;
    case 'binary':
      return BINARY_OPS[instr.op].compares ? 'i32' : instr.type;
    case 'select':
    case 'phi':
      return instr.type;
  }
}

/** The byte offset past the last byte that `access` needs, relative to its base. At most 2^32 + 7. */
export function extentOf(access: LoadInstr | GuardInstr): number {
  return access.kind === 'load' ? access.offset + access.width : access.offset;
}
