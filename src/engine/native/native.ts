import { codeOfKind, type Engine } from '../engine.ts';
import { loadMachineCode, machineCodeUnavailable } from './machine-code.ts';

/** Runs x86-64 code on the processor itself, in this process. */
export const nativeEngine: Engine = {
  name: 'x64',
  summary: 'Runs x86-64 machine code in this process, a whole batch in one call.',
  accepts: 'x64',
  unavailable: machineCodeUnavailable,

  load: (code) => loadMachineCode(codeOfKind(code, 'x64').bytes),
};
