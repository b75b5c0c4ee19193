import type { CbpfInstruction, CbpfProgram } from '../../src/isa/cbpf/instruction.ts';
import { CBPF_OPCODES, type CbpfOpcode, codeOf } from '../../src/isa/cbpf/opcodes.ts';
import { Random } from '../../src/support/random.ts';

/** What a large program is like. */
export interface LargeProgramShape {
  /** The number of its instructions, at least 40. */
  readonly length: number;
  /** How many words of scratch memory it uses, 0 to 16. */
  readonly words: number;
  /** In percent, how many instructions jump. */
  readonly jumps: number;
  /** In percent, how many read or write scratch memory. */
  readonly scratch: number;
}

const of = (take: (opcode: CbpfOpcode) => boolean): readonly CbpfOpcode[] =>
  CBPF_OPCODES.filter(take);

const JUMPS = of((opcode) => opcode.class === 'jmp');
const SCRATCH = of((opcode) => opcode.operand === 'scratch');
const LOADS = of((opcode) => opcode.width > 0);
const OTHERS = of(
  (opcode) =>
    opcode.class === 'alu' ||
    opcode.class === 'misc' ||
    opcode.operand === 'length' ||
    (opcode.operand === 'immediate' && (opcode.class === 'ld' || opcode.class === 'ldx')),
);

const CONSTANTS = [1, 2, 3, 6, 15, 17, 64, 255, 0x800, 0xffff, 0xffff_ffff];

/**
 * A random program that Linux takes: words of scratch memory are written before the rest, and so on every
 * path. Jumps are short for the most part, some as far as they can be; returns stand only where a jump
 * leads past them, so that paths are long.
 */
export function largeProgram(seed: number, shape: LargeProgramShape): CbpfProgram {
  const random = new Random(seed);
  const words = Array.from({ length: 16 }, (_, word) => word)
    .map((word) => ({ word, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .slice(0, shape.words)
    .map(({ word }) => word);
  const program: CbpfInstruction[] = words.flatMap((word) => [
    make(codeOf('ldb', 'absolute'), random.below(40)),
    make(codeOf('st', 'scratch'), word),
  ]);
  let farthest = 0;
  while (program.length < shape.length - 1) {
    const next = nextInstruction(random, shape, {
      words,
      left: shape.length - program.length - 2,
      isPassed: farthest > program.length + 1,
    });
    farthest = Math.max(farthest, program.length + Math.max(next.jt, next.jf));
    program.push(next);
  }
  return [...program, make(codeOf('ret', 'accumulator'), 0)];
}

const make = (code: number, k: number, jt = 0, jf = 0): CbpfInstruction => ({ code, jt, jf, k });

const pick = <One>(random: Random, list: readonly One[]): One =>
  list[random.below(list.length)] as One;

function nextInstruction(
  random: Random,
  { jumps, scratch }: LargeProgramShape,
  place: {
    readonly words: readonly number[];
    /** How many instructions a jump can skip. */
    readonly left: number;
    /** Whether a jump leads past this place. */
    readonly isPassed: boolean;
  },
): CbpfInstruction {
  if (random.percent(jumps) && place.left > 0) {
    return jump(random, place.left);
  }
  if (random.percent(scratch) && place.words.length > 0) {
    return make(pick(random, SCRATCH).code, pick(random, place.words));
  }
  if (random.percent(1) && place.isPassed) {
    return make(codeOf('ret', 'immediate'), random.below(3));
  }
  const opcode = pick(random, random.percent(45) ? LOADS : OTHERS);
  return make(opcode.code, operandOf(random, opcode));
}

function jump(random: Random, left: number): CbpfInstruction {
  const opcode = pick(random, JUMPS);
  const reach = Math.min(left, random.percent(10) ? 250 : 12) + 1;
  return opcode.operand === 'target'
    ? make(opcode.code, random.below(Math.min(reach, 4)))
    : make(opcode.code, pick(random, CONSTANTS), random.below(reach), random.below(reach));
}

function operandOf(random: Random, { operand, mnemonic }: CbpfOpcode): number {
  switch (operand) {
    case 'immediate':
      return mnemonic === 'lsh' || mnemonic === 'rsh' ? random.below(32) : pick(random, CONSTANTS);
    case 'absolute':
    case 'header-length':
      return random.below(60);
    case 'indirect':
      return random.below(20);
    default:
      return 0;
  }
}
