import { ancillaryAt } from '../../isa/cbpf/ancillary.ts';
import { encodeProgram } from '../../isa/cbpf/encode.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { cbpfOpcode } from '../../isa/cbpf/opcodes.ts';
import { codeOfKind, type Engine, EngineError, type LoadedFilter } from '../engine.ts';
import { loadMachineCode, machineCodeUnavailable } from '../native/machine-code.ts';
import { runOneByOne } from '../one-by-one.ts';
import { filterThunk } from './filter-thunk.ts';
import { type Libpcap, libpcapUnavailable, libpcapVersion, openLibpcap } from './library.ts';

/**
 * Runs cBPF with the interpreter of the libpcap that is installed, the reference for what a program
 * means.
 *
 * One difference stands: `bpf_filter` does not clear scratch memory, so what a program reads there
 * before it has written is anything.
 */
export const libpcapEngine: Engine = {
  name: 'libpcap',
  summary: "Runs cBPF with bpf_filter, the interpreter of the system's libpcap.",
  accepts: 'cbpf',
  isForeign: true,
  version: libpcapVersion,
  unavailable: libpcapUnavailable,

  load(code) {
    const { program } = codeOfKind(code, 'cbpf');
    const libpcap = openLibpcap();
    if (typeof libpcap === 'string') {
      throw new EngineError(libpcap);
    }
    const instructions = encodeProgram(program);
    if (program.length === 0) {
      // No instructions, passed as NULL, are the filter that accepts all
      return loadForCalls(libpcap, instructions);
    }
    assertMeantForLibpcap(program);
    assertRunnable(libpcap, program, instructions);
    return machineCodeUnavailable() === null
      ? loadMachineCode(filterThunk(instructions, libpcap.bpfFilterAddress))
      : loadForCalls(libpcap, instructions);
  },
};

/** Refuses a program that reads what only Linux has: `bpf_filter` takes it to be past the packet's end. */
function assertMeantForLibpcap(program: CbpfProgram): void {
  for (const [index, { code, k }] of program.entries()) {
    const word = cbpfOpcode(code)?.operand === 'absolute' ? ancillaryAt(k) : undefined;
    if (word !== undefined) {
      throw new EngineError(
        `instruction ${index} reads ${word.name}, which only Linux has; libpcap rejects every packet there`,
      );
    }
  }
}

/**
 * Refuses what `bpf_filter` can't survive: it trusts jumps and scratch indices, which
 * `bpf_validate` checks, and aborts the process at an opcode it does not know, which
 * `bpf_validate` lets pass.
 */
function assertRunnable(libpcap: Libpcap, program: CbpfProgram, instructions: Uint8Array): void {
  const unknown = program.findIndex(({ code }) => cbpfOpcode(code) === undefined);
  if (unknown >= 0) {
    throw new EngineError(
      `libpcap does not know opcode ${program[unknown]?.code} of instruction ${unknown}`,
    );
  }
  if (libpcap.bpfValidate(instructions, program.length) === 0) {
    throw new EngineError(
      `libpcap refuses the program: bpf_validate of ${program.length} instructions is 0`,
    );
  }
}

/** The filter where machine code can't run: one call through the foreign interface a packet. */
function loadForCalls(libpcap: Libpcap, instructions: Uint8Array): LoadedFilter {
  let open = true;
  const run: LoadedFilter['run'] = ({ bytes, wirelen }) => {
    if (!open) {
      throw new EngineError('the filter is closed');
    }
    return libpcap.bpfFilter(instructions, bytes, wirelen, bytes.length);
  };
  return {
    run,
    runBatch: (batch, verdicts) => runOneByOne(run, batch, verdicts),
    close() {
      open = false;
    },
  };
}
