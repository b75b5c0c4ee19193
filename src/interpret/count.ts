import { isExecuted, isExecutedTerminator } from '../ir/executed.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId } from '../ir/ids.ts';
import type { Instr, Terminator } from '../ir/ir.ts';
import { Interpreter, type Run } from './interpret.ts';
import type { InterpretedPacket } from './packet.ts';

/**
 * What one run of a filter executed: exact, and the same on every machine.
 *
 * An instruction counts when it is reached, the one that rejects the packet too; constants, phis and
 * jumps are free.
 */
export interface Execution {
  /** The number of bytes to keep, a u32; 0 rejects. */
  readonly verdict: number;
  /** All instructions and terminators that count: the three kinds below, inputs, arithmetic, returns. */
  readonly instructions: number;
  /** Branches and switches. */
  readonly branches: number;
  /** Loads from the packet, checked or not. */
  readonly loads: number;
  /** Explicit checks of the captured length. */
  readonly guards: number;
  /** The blocks that were entered, the entry first. */
  readonly path: readonly BlockId[];
}

/** Runs `filter` on `packet` and counts what it executes. */
export function interpretCounting(filter: FilterView, packet: InterpretedPacket): Execution {
  return prepareCounting(filter)(packet);
}

/** Prepares `filter` for many packets, as `prepare` does; it must not be edited meanwhile. */
export function prepareCounting(filter: FilterView): (packet: InterpretedPacket) => Execution {
  const interpreter = new Interpreter(filter);
  return (packet) => count(filter, interpreter.run(packet));
}

function count(filter: FilterView, { verdict, path, rejectedAt }: Run): Execution {
  const total: Total = { instructions: 0, branches: 0, loads: 0, guards: 0 };
  const whole = rejectedAt === null ? path : path.slice(0, -1);
  for (const id of whole) {
    const { instrs, terminator } = filter.block(id);
    countInstrs(instrs, total);
    countTerminator(terminator, total);
  }
  const last = path.at(-1);
  if (rejectedAt !== null && last !== undefined) {
    countInstrs(filter.block(last).instrs.slice(0, rejectedAt + 1), total);
  }
  return { verdict, path, ...total };
}

/** The counts of an execution while they are added up. */
interface Total {
  instructions: number;
  branches: number;
  loads: number;
  guards: number;
}

function countInstrs(instrs: readonly Instr[], total: Total): void {
  for (const instr of instrs) {
    total.instructions += isExecuted(instr) ? 1 : 0;
    total.loads += instr.kind === 'load' ? 1 : 0;
    total.guards += instr.kind === 'guard' ? 1 : 0;
  }
}

function countTerminator(terminator: Terminator, total: Total): void {
  total.instructions += isExecutedTerminator(terminator) ? 1 : 0;
  total.branches += terminator.kind === 'branch' || terminator.kind === 'switch' ? 1 : 0;
}
