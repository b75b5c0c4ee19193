import type { RegisterFile } from '../../../codegen/registers/register-file.ts';
import { ARGUMENT_REGISTERS, type Register } from '../../../isa/x64/registers.ts';

/**
 * All registers but `rsp`, those that the caller wants back last. An instruction has at most three
 * register operands.
 */
export const REGISTER_FILE: RegisterFile<Register> & {
  readonly transfer: readonly [Register, Register, Register];
} = {
  allocatable: [
    'rax',
    'rcx',
    'rdx',
    'rsi',
    'rdi',
    'r8',
    'r9',
    'r10',
    'r11',
    'rbx',
    'rbp',
    'r12',
    'r13',
    'r14',
    'r15',
  ],
  transfer: ['r13', 'r14', 'r15'],
  atEntry: ARGUMENT_REGISTERS,
};
