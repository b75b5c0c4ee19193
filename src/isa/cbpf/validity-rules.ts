import { ANCILLARY_BASE, ancillaryAt, LINK_LAYER_BASE, NETWORK_BASE } from './ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { jumpSkips } from './jumps.ts';
import { cbpfOpcode, MAX_PROGRAM_LENGTH, SCRATCH_WORDS } from './opcodes.ts';
import { unwrittenScratchReads } from './scratch-reads.ts';

/** What a rule found: the index of the instruction at fault, and what is wrong with it. */
export interface Finding {
  readonly index: number;
  /** Lower case, no full stop. */
  readonly message: string;
}

/** What must hold of a program. */
export interface CbpfRule {
  /** Stable; `CBPF_` and what is wrong. */
  readonly code: string;
  /** What must hold, for the reference. */
  readonly summary: string;
  /** Finds every instruction that breaks the rule, by rising index. Linear time. */
  check(program: CbpfProgram): readonly Finding[];
}

/** A rule about each instruction; `judge` says what is wrong, or `null`. */
function each(
  code: string,
  summary: string,
  judge: (instruction: CbpfInstruction, index: number, length: number) => string | null,
): CbpfRule {
  return {
    code,
    summary,
    check: (program) =>
      program.flatMap((instruction, index) => {
        const message = judge(instruction, index, program.length);
        return message === null ? [] : [{ index, message }];
      }),
  };
}

const length: CbpfRule = {
  code: 'CBPF_LENGTH',
  summary: `a program has 1 to ${MAX_PROGRAM_LENGTH} instructions`,
  check: (program) =>
    program.length >= 1 && program.length <= MAX_PROGRAM_LENGTH
      ? []
      : [
          {
            index: Math.min(program.length, MAX_PROGRAM_LENGTH),
            message: `the program has ${program.length} instructions, expected 1 to ${MAX_PROGRAM_LENGTH}`,
          },
        ],
};

const endsInReturn: CbpfRule = {
  code: 'CBPF_NO_RETURN',
  summary: 'the last instruction is a return',
  check: (program) => {
    const last = program.at(-1);
    return last === undefined || cbpfOpcode(last.code)?.class === 'ret'
      ? []
      : [{ index: program.length - 1, message: 'the last instruction is not a return' }];
  },
};

const scratchWritten: CbpfRule = {
  code: 'CBPF_SCRATCH_UNWRITTEN',
  summary: 'a word of scratch memory is written before it is read, on every path',
  check: (program) =>
    unwrittenScratchReads(program).map((index) => ({
      index,
      message: `M[${program[index]?.k}] is read, but not every path has written it`,
    })),
};

const opcode = each('CBPF_OPCODE', 'the opcode exists', ({ code }) =>
  cbpfOpcode(code) === undefined ? `no opcode 0x${code.toString(16)}` : null,
);

const jumpRange = each(
  'CBPF_JUMP_RANGE',
  'jumps go forward and stay in the program',
  (instruction, index, count) => {
    const targets = jumpSkips(instruction).map((skip) => index + 1 + skip);
    const outside = targets.find((target) => target >= count);
    if (outside === undefined) {
      return null;
    }
    return outside >= 2 ** 32
      ? `jump back to ${outside - 2 ** 32}, but jumps only go forward`
      : `jump to ${outside}, but the program has ${count} instructions`;
  },
);

const division = each(
  'CBPF_DIVISION_BY_ZERO',
  'no division or modulo is by the constant 0',
  ({ code, k }) => {
    const op = cbpfOpcode(code);
    const divides = op?.mnemonic === 'div' || op?.mnemonic === 'mod';
    return divides && op.operand === 'immediate' && k === 0 ? `${op.mnemonic} by constant 0` : null;
  },
);

const shift = each('CBPF_SHIFT_RANGE', 'a constant shift is by 0 to 31 bits', ({ code, k }) => {
  const op = cbpfOpcode(code);
  const shifts = op?.mnemonic === 'lsh' || op?.mnemonic === 'rsh';
  return shifts && op.operand === 'immediate' && k > 31
    ? `${op.mnemonic} by ${k} bits, expected 0 to 31`
    : null;
});

const scratchIndex = each(
  'CBPF_SCRATCH_INDEX',
  `scratch memory has ${SCRATCH_WORDS} words`,
  ({ code, k }) =>
    cbpfOpcode(code)?.operand === 'scratch' && k >= SCRATCH_WORDS
      ? `M[${k}], expected M[0] to M[${SCRATCH_WORDS - 1}]`
      : null,
);

const ancillaryKnown = each(
  'CBPF_ANCILLARY',
  `an absolute load from 0x${ANCILLARY_BASE.toString(16)} up is of an ancillary word`,
  ({ code, k }) =>
    cbpfOpcode(code)?.operand === 'absolute' && k >= ANCILLARY_BASE && ancillaryAt(k) === undefined
      ? `no ancillary word at 0x${k.toString(16)}`
      : null,
);

/** For machines that know no ancillary words, such as libpcap's; not among the kernel's rules. */
export const NO_ANCILLARY: CbpfRule = each(
  'CBPF_ANCILLARY',
  'no ancillary word is loaded',
  ({ code, k }) =>
    cbpfOpcode(code)?.operand === 'absolute' && k >= ANCILLARY_BASE
      ? `load of ancillary word 0x${k.toString(16)}`
      : null,
);

/** For machines that know no headers besides the packet, such as libpcap's; not among the kernel's rules. */
export const NO_HEADERS: CbpfRule = each(
  'CBPF_HEADER',
  'no load counts from a header that the kernel found',
  ({ code, k }) => {
    const operand = cbpfOpcode(code)?.operand;
    const counts = k >= LINK_LAYER_BASE && (k < ANCILLARY_BASE || operand === 'header-length');
    const header = k >= NETWORK_BASE ? 'network' : 'link-layer';
    return counts && (operand === 'absolute' || operand === 'header-length')
      ? `load from the ${header} header, 0x${k.toString(16)}`
      : null;
  },
);

/** The rules without which a program has no meaning at all: a machine can't run it. */
export const STRUCTURAL_RULES: readonly CbpfRule[] = [
  opcode,
  jumpRange,
  scratchIndex,
  endsInReturn,
];

/** The rules of libpcap's machine, whose scratch memory starts as zero. */
export const LIBPCAP_RULES: readonly CbpfRule[] = [...STRUCTURAL_RULES, division];

/**
 * The rules of the Linux kernel.
 *
 * Source: Linux net/core/filter.c; tried on Linux 6.18 with SO_ATTACH_FILTER.
 */
export const KERNEL_RULES: readonly CbpfRule[] = [
  length,
  ...LIBPCAP_RULES,
  shift,
  ancillaryKnown,
  scratchWritten,
];
