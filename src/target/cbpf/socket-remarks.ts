import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { ANY_PACKET_MACHINE, type CbpfMachine } from '../../isa/cbpf/machines.ts';
import { SOCKET_MEMORY, SOCKET_MEMORY_BEFORE, socketMemory } from '../../isa/cbpf/socket-memory.ts';

/** That a socket of Linux may not have the memory for `program`; of one for `machine` that may get there. */
export function socketRemarks(program: CbpfProgram, machine: CbpfMachine): readonly string[] {
  const limits = {
    [ANY_PACKET_MACHINE.name]: [SOCKET_MEMORY],
    socket: [SOCKET_MEMORY, SOCKET_MEMORY_BEFORE],
  };
  const bytes = socketMemory(program);
  const exceeded = limits[machine.name]?.find((limit) => bytes > limit);
  if (exceeded === undefined) {
    return [];
  }
  const since = exceeded === SOCKET_MEMORY ? '' : ' before Linux 6.8';
  return [
    `a socket needs about ${bytes} bytes for the program, and has ${exceeded} by default${since}: raise net.core.optmem_max, or attaching fails with ENOMEM`,
  ];
}
