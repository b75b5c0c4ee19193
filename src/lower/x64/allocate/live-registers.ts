import { LiveIntervals, type Liveness } from '../../../codegen/registers/live-intervals.ts';
import type { Register } from '../../../isa/x64/registers.ts';
import type { MachineFunction, MachineStep } from '../machine/machine-function.ts';
import { REGISTER_FILE } from '../machine/register-file.ts';
import { eachRegister, eachTerminatorRegister, type RegisterVisitor } from './each-register.ts';

/** When the registers of a filter are live. O(operands). */
export function liveRegisters({ blocks }: MachineFunction): Liveness<Register> {
  const live = new LiveIntervals<Register>(REGISTER_FILE.atEntry);
  const note: RegisterVisitor = (register, access) =>
    access === 'r' ? live.read(register) : live.write(register);
  for (const { steps, terminator } of blocks) {
    for (const step of steps) {
      eachRegister(step, note);
      noteCopies(step, live);
      live.endStep();
    }
    eachTerminatorRegister(terminator, note);
    live.endBlock();
    live.endStep();
  }
  return live;
}

function noteCopies(step: MachineStep, live: LiveIntervals<Register>): void {
  if (step.kind === 'parallel-move') {
    for (const { to, from } of step.moves) {
      if (typeof from !== 'bigint') {
        live.copy(to, from);
      }
    }
  } else if (step.mnemonic === 'mov') {
    const [to, from] = step.operands;
    if (to?.kind === 'reg' && from?.kind === 'reg') {
      live.copy(to.reg, from.reg);
    }
  }
}
