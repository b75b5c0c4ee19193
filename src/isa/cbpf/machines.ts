import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { type CbpfOpcode, cbpfOpcode, MAX_PROGRAM_LENGTH } from './opcodes.ts';

/** A machine that takes classic BPF, and what of it. */
export interface CbpfMachine {
  readonly name: string;
  /** What it is, for the help. */
  readonly summary: string;
  /** The most instructions of a program. */
  readonly maxInstructions: number;
  /** Whether the Linux kernel runs the program, so that its meaning is that which Linux gives it. */
  readonly isLinux: boolean;
  /** Whether it has ancillary words, `SKF_AD_OFF` and up. */
  readonly hasAncillaryWords: boolean;
  /** The mnemonics that others have and it has not. */
  readonly lacks: ReadonlySet<string>;
  /**
   * The length in bytes that all its data has, a multiple of 4, where it loads aligned words of these
   * only; `null` where it runs on packets.
   */
  readonly wordsOf: number | null;
}

const PACKETS = { lacks: new Set<string>(), wordsOf: null };

/** Where nothing says another: what libpcap's machine and all of Linux's that see packets have. */
export const ANY_PACKET_MACHINE: CbpfMachine = {
  ...PACKETS,
  name: 'libpcap',
  summary: 'packets, by libpcap or a socket',
  maxInstructions: MAX_PROGRAM_LENGTH,
  isLinux: false,
  hasAncillaryWords: true,
};

/**
 * `struct seccomp_data` in words.
 *
 * Source: Linux kernel/seccomp.c (`seccomp_check_filter`); tried on Linux 6.18 with seccomp(2).
 */
export const SECCOMP: CbpfMachine = {
  name: 'seccomp',
  summary: 'system calls, by seccomp(2)',
  maxInstructions: MAX_PROGRAM_LENGTH,
  isLinux: true,
  hasAncillaryWords: false,
  lacks: new Set(['mod']),
  wordsOf: 64,
};

/**
 * All machines, by name.
 *
 * Source: Linux include/uapi/linux/netfilter/xt_bpf.h (`XT_BPF_MAX_NUM_INSTR`); iproute2
 * lib/bpf_legacy.c, where a program is one netlink attribute; bpf(4) of FreeBSD, NetBSD and OpenBSD
 * (`BPF_MAXINSNS`), the last of which has neither `mod` nor `xor`.
 */
export const CBPF_MACHINES: readonly CbpfMachine[] = [
  ANY_PACKET_MACHINE,
  { ...ANY_PACKET_MACHINE, name: 'socket', summary: 'packets of a Linux socket', isLinux: true },
  SECCOMP,
  {
    ...ANY_PACKET_MACHINE,
    name: 'xt_bpf',
    summary: 'IP packets, by iptables -m bpf',
    maxInstructions: 64,
    isLinux: true,
  },
  {
    ...ANY_PACKET_MACHINE,
    name: 'tc',
    summary: 'packets, by tc filter and action bpf',
    maxInstructions: 2_040,
    isLinux: true,
  },
  {
    ...PACKETS,
    name: 'bsd',
    summary: 'packets, by bpf(4) of any BSD',
    maxInstructions: 512,
    isLinux: false,
    hasAncillaryWords: false,
    lacks: new Set(['mod', 'xor']),
  },
];

/** The machine of that name; the one for any packets where there is none. */
export const machineNamed = (name: string | null): CbpfMachine =>
  CBPF_MACHINES.find((machine) => machine.name === name) ?? ANY_PACKET_MACHINE;

/** What keeps `machine` from taking an instruction of a valid program; `null` where nothing does. */
function whyNotTaken(instruction: CbpfInstruction, machine: CbpfMachine): string | null {
  const opcode = cbpfOpcode(instruction.code);
  if (opcode === undefined) {
    return 'it has no such opcode';
  }
  if (machine.lacks.has(opcode.mnemonic)) {
    return `it has no ${opcode.mnemonic}`;
  }
  return machine.wordsOf !== null && opcode.width > 0
    ? whyNotLoaded(opcode, instruction.k, machine.wordsOf)
    : null;
}

function whyNotLoaded({ operand, width }: CbpfOpcode, k: number, length: number): string | null {
  if (operand !== 'absolute' || width !== 4) {
    return 'it loads words at constant offsets only';
  }
  return k % 4 === 0 && k < length ? null : `it loads words at multiples of 4 below ${length} only`;
}

/** The first instruction of a valid program that `machine` does not take, and why; `null` where it takes all. */
export function firstNotTaken(
  program: CbpfProgram,
  machine: CbpfMachine,
): { readonly index: number; readonly reason: string } | null {
  for (const [index, instruction] of program.entries()) {
    const reason = whyNotTaken(instruction, machine);
    if (reason !== null) {
      return { index, reason };
    }
  }
  return null;
}
