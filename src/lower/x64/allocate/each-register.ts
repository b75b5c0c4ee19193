import { type Access, effectsOf } from '../../../isa/x64/effects.ts';
import type { AnyRegister, MachineStep, MachineTerminator } from '../machine/machine-function.ts';

/** Takes a register, and what happens to it. */
export type RegisterVisitor = (register: AnyRegister, access: Access) => void;

/** Visits every register that `step` reads, then every one that it writes. */
export function eachRegister(step: MachineStep, visit: RegisterVisitor): void {
  if (step.kind === 'parallel-move') {
    for (const { from } of step.moves) {
      if (typeof from !== 'bigint') {
        visit(from, 'r');
      }
    }
    for (const { to } of step.moves) {
      visit(to, 'w');
    }
    return;
  }
  const effects = effectsOf(step);
  for (const register of effects.reads) {
    visit(register, 'r');
  }
  step.operands.forEach((operand, index) => {
    if (operand.kind === 'mem') {
      for (const register of [operand.base, operand.index]) {
        if (register !== null) {
          visit(register, 'r');
        }
      }
    } else if (operand.kind === 'reg' && effects.operands[index] !== 'w') {
      visit(operand.reg, 'r');
    }
  });
  step.operands.forEach((operand, index) => {
    if (operand.kind === 'reg' && effects.operands[index] !== 'r') {
      visit(operand.reg, 'w');
    }
  });
  for (const register of effects.writes) {
    visit(register, 'w');
  }
}

/** Visits the registers that `terminator` reads. */
export function eachTerminatorRegister(
  terminator: MachineTerminator,
  visit: RegisterVisitor,
): void {
  if (terminator.kind === 'return') {
    visit('rax', 'r');
  }
}
