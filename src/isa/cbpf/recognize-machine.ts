import type { CbpfProgram } from './instruction.ts';
import { type CbpfMachine, firstNotTaken, SECCOMP } from './machines.ts';
import { cbpfOpcode } from './opcodes.ts';

/**
 * What the high half of a verdict says to seccomp, each with whether the low half means something.
 *
 * Source: Linux include/uapi/linux/seccomp.h (`SECCOMP_RET_*`).
 */
const ACTIONS: ReadonlyMap<number, boolean> = new Map([
  [0x0000, false], // kill the thread
  [0x8000, false], // kill the process
  [0x0003, true], // trap
  [0x0005, true], // errno
  [0x7fc0, false], // ask a supervisor
  [0x7ff0, true], // tell a tracer
  [0x7ffc, false], // log
  [0x7fff, false], // allow
]);

/**
 * The machine that a valid program was made for, where the program itself tells: `null` where it may be
 * any. One for seccomp loads aligned words of its data only and yields actions, which no packet filter
 * has a reason to do: they are no lengths of packets.
 */
export function recognizeMachine(program: CbpfProgram): CbpfMachine | null {
  return firstNotTaken(program, SECCOMP) === null && yieldsActions(program) ? SECCOMP : null;
}

function yieldsActions(program: CbpfProgram): boolean {
  const verdicts = constantsOf(program, 'ret');
  const isComputed = program.some(({ code }) => cbpfOpcode(code)?.operand === 'accumulator');
  const parts = isComputed ? [...constantsOf(program, 'ld'), ...constantsOf(program, 'or')] : [];
  return verdicts.every(isAction) && [...verdicts, ...parts].some((k) => k !== 0 && isAction(k));
}

const constantsOf = (program: CbpfProgram, mnemonic: string): readonly number[] =>
  program
    .filter(({ code }) => {
      const opcode = cbpfOpcode(code);
      return opcode?.mnemonic === mnemonic && opcode.operand === 'immediate';
    })
    .map(({ k }) => k);

function isAction(verdict: number): boolean {
  const hasData = ACTIONS.get(verdict >>> 16);
  return hasData !== undefined && (hasData || (verdict & 0xffff) === 0);
}
