import type { Allocation, Place } from '../../../codegen/registers/register-file.ts';
import { type Instruction, instruction, type Operand, reg } from '../../../isa/x64/instruction.ts';
import type { Register } from '../../../isa/x64/registers.ts';
import { invariant } from '../../../support/invariant.ts';
import { eachRegister } from '../allocate/each-register.ts';
import type {
  AnyRegister,
  MachineBlock,
  MachineInstruction,
  MachineStep,
  ParallelMove,
} from '../machine/machine-function.ts';
import { REGISTER_FILE } from '../machine/register-file.ts';
import { emitMoves, type PlacedMove } from './emit-moves.ts';
import type { Frame } from './frame.ts';

/** A machine block whose registers are the machine's. */
export type PlacedBlock = MachineBlock<Instruction>;

/**
 * Puts machine registers for virtual ones. Copies become instructions, or nothing where both ends
 * share a register; values on the stack are loaded before an instruction that reads them and stored
 * after one that writes them.
 */
export function placeRegisters(
  { label, steps, terminator }: MachineBlock,
  allocation: Allocation<Register>,
  frame: Frame,
): PlacedBlock {
  const placed: Instruction[] = [];
  for (const step of steps) {
    const span = step.kind === 'instruction' ? step.span : undefined;
    for (const one of placeStep(step, allocation, frame)) {
      placed.push(span === undefined ? one : { ...one, span });
    }
  }
  return { label, steps: placed, terminator };
}

function placeStep(
  step: MachineStep,
  allocation: Allocation<Register>,
  frame: Frame,
): readonly Instruction[] {
  return step.kind === 'parallel-move'
    ? placeMoves(step, allocation, frame)
    : placeInstruction(step, allocation, frame);
}

function placeMoves(
  { moves }: ParallelMove,
  allocation: Allocation<Register>,
  frame: Frame,
): readonly Instruction[] {
  const placed = moves.map(
    ({ to, from, width }): PlacedMove => ({
      to: placeOf(to, allocation),
      from: typeof from === 'bigint' ? from : placeOf(from, allocation),
      width,
    }),
  );
  return emitMoves(placed, {
    slot: (index) => frame.slot(index),
    scratch: REGISTER_FILE.transfer[0],
  });
}

function placeOf(register: AnyRegister, { places }: Allocation<Register>): Place<Register> {
  const place = typeof register === 'number' ? places[register] : register;
  invariant(place !== undefined, `register ${register} has no place`);
  return place;
}

function placeInstruction(
  step: MachineInstruction,
  allocation: Allocation<Register>,
  frame: Frame,
): readonly Instruction[] {
  const scratch = allocation.slotCount === 0 ? NO_SCRATCH : scratchOf(step, allocation);
  const resolve = (register: AnyRegister): Register => {
    const place = scratch.get(register) ?? placeOf(register, allocation);
    invariant(typeof place === 'string', `register ${register} is on the stack`);
    return place;
  };
  const placed = instruction(
    step.mnemonic,
    ...step.operands.map((operand) => placeOperand(operand, resolve)),
  );
  return scratch.size === 0
    ? [placed]
    : withTransfers(step, placed, scratch, { allocation, frame });
}

const NO_SCRATCH: ReadonlyMap<AnyRegister, Register> = new Map();

/** The scratch register for each register of `step` that lives on the stack. */
function scratchOf(
  step: MachineInstruction,
  allocation: Allocation<Register>,
): ReadonlyMap<AnyRegister, Register> {
  const found = new Map<AnyRegister, Register>();
  eachRegister(step, (register) => {
    if (!found.has(register) && typeof placeOf(register, allocation) === 'number') {
      const free = REGISTER_FILE.transfer[found.size];
      invariant(free !== undefined, `${step.mnemonic} has too many register operands`);
      found.set(register, free);
    }
  });
  return found;
}

/** Puts loads before and stores after an instruction with registers that live on the stack. */
function withTransfers(
  step: MachineInstruction,
  placed: Instruction,
  scratch: ReadonlyMap<AnyRegister, Register>,
  { allocation, frame }: { readonly allocation: Allocation<Register>; readonly frame: Frame },
): readonly Instruction[] {
  const reads = new Set<AnyRegister>();
  const writes = new Set<AnyRegister>();
  eachRegister(step, (register, access) => (access === 'r' ? reads : writes).add(register));
  const before: Instruction[] = [];
  const after: Instruction[] = [];
  for (const [register, through] of scratch) {
    const slot = frame.slot(placeOf(register, allocation) as number);
    if (reads.has(register)) {
      before.push(instruction('mov', reg(through, 64), slot));
    }
    if (writes.has(register)) {
      after.push(instruction('mov', slot, reg(through, 64)));
    }
  }
  return [...before, placed, ...after];
}

function placeOperand(
  operand: Operand<AnyRegister>,
  resolve: (register: AnyRegister) => Register,
): Operand {
  switch (operand.kind) {
    case 'reg':
      return reg(resolve(operand.reg), operand.width);
    case 'mem':
      return {
        ...operand,
        base: operand.base === null ? null : resolve(operand.base),
        index: operand.index === null ? null : resolve(operand.index),
      };
    default:
      return operand;
  }
}
