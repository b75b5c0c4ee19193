import type { CheckPlan } from '../../../analysis/checks/check-plan.ts';
import type { VirtualRegister } from '../../../codegen/registers/register-file.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { ValueId } from '../../../ir/ids.ts';
import { type Instr, resultType } from '../../../ir/ir.ts';
import {
  type Instruction,
  imm,
  instruction,
  type Label,
  type Mnemonic,
  type Operand,
  type RegisterOperand,
  reg,
} from '../../../isa/x64/instruction.ts';
import { invariant } from '../../../support/invariant.ts';
import type { AnyRegister, MachineStep, ParallelMove } from '../machine/machine-function.ts';
import { constantOf } from './constant.ts';
import { ParameterRegisters } from './parameter-registers.ts';

/** What is worked out about a filter before its instructions are selected. */
export interface SelectionFacts {
  readonly plan: CheckPlan;
  /** See `swappedValues`. */
  readonly swapped: Uint8Array;
}

/**
 * Instruction selection under way, from the last instruction of the filter back to the first.
 *
 * Going backward, all uses of a value are seen before its definition; so a value that every user has
 * folded into its own instructions never gets a register, and its definition selects nothing.
 */
export class Selection {
  readonly filter: FilterView;
  readonly plan: CheckPlan;
  readonly swapped: Uint8Array;
  /** The register of each value that some user wants in one, by value id. */
  readonly #registers: (VirtualRegister | undefined)[] = [];
  #registerCount = 0;
  #steps: MachineStep[] = [];
  #nextLabel: Label;
  readonly #returnLabels = new Map<number, Label>();
  readonly #parameters = new ParameterRegisters(() => this.fresh());

  constructor(filter: FilterView, { plan, swapped }: SelectionFacts) {
    this.filter = filter;
    this.plan = plan;
    this.swapped = swapped;
    this.#nextLabel = filter.blockBound;
  }

  get registerCount(): number {
    return this.#registerCount;
  }

  /** The registers with what the filter is called with. */
  get parameters(): ParameterRegisters {
    return this.#parameters;
  }

  /** The labels of the blocks that return a constant, by verdict. */
  get returnLabels(): ReadonlyMap<number, Label> {
    return this.#returnLabels;
  }

  /** A register of its own. */
  fresh(): VirtualRegister {
    const register = this.#registerCount as VirtualRegister;
    this.#registerCount += 1;
    return register;
  }

  /** A label of its own. The labels of the filter's blocks are their ids. */
  freshLabel(): Label {
    const label = this.#nextLabel;
    this.#nextLabel += 1;
    return label;
  }

  /** The label of the block that returns `verdict`, a u32. */
  returnLabel(verdict: number): Label {
    const label = this.#returnLabels.get(verdict) ?? this.freshLabel();
    this.#returnLabels.set(verdict, label);
    return label;
  }

  /** The register of `value` if a later instruction wants it. */
  wanted(value: ValueId): VirtualRegister | undefined {
    return this.#registers[value];
  }

  /** The constant that `value` is, without sign; `null` where it is none. */
  constant(value: ValueId): bigint | null {
    return constantOf(value, this.filter);
  }

  /** The width in bits of `value`. */
  width(value: ValueId): 32 | 64 {
    return widthOf(this.filter.definition(value));
  }

  /**
   * A register with `value`: a parameter's, or a fresh one if it is a constant, or its own.
   *
   * @throws {@link UnsupportedError} for inputs that a filter's parameters don't give.
   */
  register(value: ValueId): VirtualRegister {
    const constant = this.constant(value);
    if (constant !== null) {
      return this.materialize(constant);
    }
    const definition = this.filter.definition(value);
    if (definition.kind === 'input') {
      return this.#parameters.input(definition.input);
    }
    const register = this.#registers[value] ?? this.fresh();
    this.#registers[value] = register;
    return register;
  }

  /** A fresh register with `constant`, a u64. */
  materialize(constant: bigint): VirtualRegister {
    const register = this.fresh();
    this.setConstant(register, constant);
    return register;
  }

  /** Selects `to = constant`, a u64. Leaves the flags alone. */
  setConstant(to: AnyRegister, constant: bigint): void {
    const width = constant <= 0xffff_ffffn ? 32 : 64;
    this.emit('mov', reg(to, width), imm(constant));
  }

  /** The register operand for `value` in its own width. */
  operand(value: ValueId): RegisterOperand<AnyRegister> {
    const definition = this.filter.definition(value);
    return definition.kind === 'input' && definition.input === 'caplen'
      ? this.parameters.caplen(32)
      : reg<AnyRegister>(this.register(value), this.width(value));
  }

  /** The operand for `value`: an immediate where it is a constant that fits, else a register. */
  operandOrImmediate(value: ValueId): Operand<AnyRegister> {
    const constant = this.constant(value);
    return constant !== null && fitsImmediate(constant, this.width(value))
      ? imm(constant)
      : this.operand(value);
  }

  /** Selects one instruction, after those selected since the last {@link takeSteps}. */
  emit(mnemonic: Mnemonic, ...operands: Operand<AnyRegister>[]): void {
    const selected: Instruction<AnyRegister> = instruction(mnemonic, ...operands);
    this.#steps.push(selected);
  }

  /** Selects a copy, which costs nothing where both get the same register. */
  copy(to: AnyRegister, from: AnyRegister, width: 32 | 64): void {
    this.#steps.push({ kind: 'parallel-move', moves: [{ to, from, width }] });
  }

  /** Selects copies that happen at once. */
  copyAll(step: ParallelMove): void {
    if (step.moves.length > 0) {
      this.#steps.push(step);
    }
  }

  /** Hands over the steps selected since the last call. */
  takeSteps(): readonly MachineStep[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}

/** The width in bits of the value that `instr` defines. */
export function widthOf(instr: Instr): 32 | 64 {
  const type = resultType(instr);
  invariant(type !== null, 'a guard has no value');
  return type === 'i64' ? 64 : 32;
}

/** Whether an instruction of `width` bits can hold `constant`, a u32 or u64, as an immediate. */
export function fitsImmediate(constant: bigint, width: 32 | 64): boolean {
  return width === 32 || BigInt.asIntN(64, constant) === BigInt.asIntN(32, constant);
}
