import { ANCILLARY_BASE } from '../../src/isa/cbpf/ancillary.ts';
import type { CbpfInstruction, CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { codeOf } from '../../src/isa/cbpf/opcodes.ts';
import type { Random } from '../../src/support/random.ts';

/** Offsets from `SKF_AD_OFF` of the words that a pair of sockets has the same for all packets, as 0 or 1. */
const WORDS = [0, 4, 12, 16, 20, 24, 32, 40, 44, 48, 60];

const OFFSETS = [
  0, 1, 3, 8, 30, 0x7fffffff, 0x80000000, 0xffdfffff, 0xffe00000, 0xfff00000, 0xfff00001,
  0xfff00009, 0xfff0001e, 0xfffff000, 0xfffffffe, 0xffffffff,
];

const WIDTHS = ['ld', 'ldh', 'ldb'];
const ALU = ['add', 'sub', 'mul', 'and', 'or', 'xor', 'div', 'mod'];

/** A program of what the kernel has besides libpcap: it is valid, and ends in a small verdict often. */
export function linuxProgram(random: Random): CbpfProgram {
  const program: CbpfInstruction[] = [];
  const push = (mnemonic: string, operand: Parameters<typeof codeOf>[1], k = 0): void => {
    program.push({ code: codeOf(mnemonic, operand), jt: 0, jf: 0, k });
  };
  push('ld', 'immediate', random.below(40));
  push('tax', 'none');
  push('st', 'scratch', 1);
  const count = random.between(3, 24);
  for (let index = 0; index < count; index += 1) {
    pushOne(program, push, random);
  }
  if (random.percent(70)) {
    push('and', 'immediate', random.pick([0x1f, 0x3f, 0x7f]));
  }
  push('ret', 'accumulator');
  return program;
}

function pushOne(
  program: CbpfInstruction[],
  push: (mnemonic: string, operand: Parameters<typeof codeOf>[1], k?: number) => void,
  random: Random,
): void {
  switch (random.below(13)) {
    case 0:
      push(random.pick(WIDTHS), 'absolute', random.below(24));
      break;
    case 1:
      push(random.pick(WIDTHS), 'absolute', random.pick([0xfff00000, 0xfff00003, 0xffe00001]));
      break;
    case 2:
      push(random.pick(WIDTHS), 'absolute', ANCILLARY_BASE + random.pick(WORDS));
      break;
    case 3:
      push(random.pick(WIDTHS), 'indirect', random.pick(OFFSETS));
      break;
    case 4:
      push('neg', 'none');
      break;
    case 5:
      push(random.pick(['lsh', 'rsh']), 'index');
      break;
    case 6:
      push(random.pick(['lsh', 'rsh']), 'immediate', random.below(32));
      break;
    case 7:
      push('tax', 'none');
      break;
    case 8:
      push('txa', 'none');
      break;
    case 9:
      push(random.pick(ALU), 'immediate', random.pick([1, 2, 3, 31, 33, 0xff, 0xfffffffc]));
      break;
    case 10:
      push(random.pick(ALU), 'index');
      break;
    case 11:
      push(random.pick(['st', 'ldx', 'ld']), 'scratch', 1);
      break;
    default:
      // Over the next instruction, which is there always: the return is
      program.push({
        code: codeOf(random.pick(['jeq', 'jgt', 'jset']), random.pick(['immediate', 'index'])),
        jt: random.below(2),
        jf: random.below(2),
        k: random.pick([0, 1, 7, 0x80000000]),
      });
      push('ldx', 'immediate', random.pick([0, 1, 5, 33, 0xfffffffe]));
  }
}
