import type { CbpfProgram } from '../../../../src/isa/cbpf/instruction.ts';
import { cbpfOpcode } from '../../../../src/isa/cbpf/opcodes.ts';
import { Random } from '../../../../src/support/random.ts';
import type { PacketBatch } from '../../../../src/trace/batch.ts';
import { batchOf } from '../../../../src/trace/batch.ts';

/** The length of `struct seccomp_data`. */
const LENGTH = 64;

const ARCHITECTURE = 4;

/**
 * `count` system calls made for `program`: words are such as it compares that word with, one more or less,
 * with some of their bits turned, or anything. In big-endian order, as our machines load words.
 */
export function callsFor(program: CbpfProgram, seed: number, count: number): PacketBatch {
  const random = new Random(seed);
  const constants = constantsByWord(program);
  return batchOf(
    Array.from({ length: count }, () => {
      const bytes = new Uint8Array(LENGTH);
      const view = new DataView(bytes.buffer);
      for (let offset = 0; offset < LENGTH; offset += 4) {
        view.setUint32(offset, wordOf(random, offset, constants.get(offset) ?? [0]));
      }
      return { bytes, wirelen: LENGTH };
    }),
  );
}

/** What each word is compared with or masked by, as long as the accumulator holds it in order. */
function constantsByWord(program: CbpfProgram): ReadonlyMap<number, readonly number[]> {
  const constants = new Map<number, number[]>();
  let word = 0;
  for (const { code, k } of program) {
    const opcode = cbpfOpcode(code);
    if (opcode?.operand === 'absolute') {
      word = k;
    } else if (opcode?.operand === 'immediate' && opcode.class !== 'ret') {
      constants.set(word, [...(constants.get(word) ?? []), k]);
    }
  }
  return constants;
}

function wordOf(random: Random, offset: number, constants: readonly number[]): number {
  const known = constants[random.below(constants.length)] ?? 0;
  const kind = random.below(offset <= ARCHITECTURE ? 40 : 10);
  switch (kind) {
    case 0:
      return random.next();
    case 1:
      return (known + 1) >>> 0;
    case 2:
      return (known - 1) >>> 0;
    case 3:
      return (known ^ (1 << random.below(32))) >>> 0;
    case 4:
      return 0;
    default:
      return known;
  }
}
