import { codeOfKind, type Engine } from '../engine.ts';
import { runOneByOne } from '../one-by-one.ts';
import { guardedMemory } from './guarded-memory.ts';
import { loadMachineCode, machineCodeUnavailable } from './machine-code.ts';

/** Runs x86-64 code on the processor itself, in this process. */
export const nativeEngine: Engine = {
  name: 'x64',
  summary: 'Runs x86-64 machine code in this process, a whole batch in one call.',
  accepts: 'x64',
  isForeign: false,
  unavailable: machineCodeUnavailable,

  load: (code) => loadMachineCode(codeOfKind(code, 'x64').bytes),

  runGuarded(code, batch, verdicts) {
    const longest = batch.caplens.reduce((most, caplen) => Math.max(most, caplen), 0);
    const memory = guardedMemory(longest);
    const filter = loadMachineCode(codeOfKind(code, 'x64').bytes);
    runOneByOne((packet) => memory.run(filter, packet), batch, verdicts);
    filter.close();
    memory.close();
  },
};
