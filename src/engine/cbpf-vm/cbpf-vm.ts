import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { codeOfKind, type Engine, EngineError, type LoadedFilter } from '../engine.ts';
import { type CbpfExecution, CbpfVm, type CbpfVmPacket } from './machine.ts';

/** Runs classic BPF in JavaScript; needs nothing, and is there everywhere. */
export const cbpfVmEngine: Engine = {
  name: 'cbpf-vm',
  summary: 'Runs classic BPF on a virtual machine in JavaScript.',
  accepts: 'cbpf',
  isForeign: false,
  unavailable: () => null,

  load: (code) => loadedVm(codeOfKind(code, 'cbpf').program),
  loadCounting: (code) => new CbpfVm(codeOfKind(code, 'cbpf').program),
};

function loadedVm(program: CbpfProgram): LoadedFilter {
  let vm: CbpfVm | null = new CbpfVm(program);
  const open = (): CbpfVm => {
    if (vm === null) {
      throw new EngineError('the filter is closed');
    }
    return vm;
  };
  return {
    run: (packet) => open().run(packet),
    runBatch: (batch, verdicts) => open().runBatch(batch, verdicts),
    close: () => {
      vm = null;
    },
  };
}

/**
 * Runs `program` on one packet and counts what it executes. For many packets make one `CbpfVm`.
 *
 * @throws {@link EngineError} where `program` breaks a structural rule.
 */
export function executeCounting(program: CbpfProgram, packet: CbpfVmPacket): CbpfExecution {
  return new CbpfVm(program).runCounting(packet);
}
