import type { CbpfInstruction, CbpfProgram } from './instruction.ts';
import { jumpSkips } from './jumps.ts';
import { cbpfOpcode, SCRATCH_WORDS } from './opcodes.ts';

/** All words of scratch memory, a bit each. */
const ALL_WORDS = (1 << SCRATCH_WORDS) - 1;

/**
 * Finds the instructions that read a word of scratch memory which some path has not written, by
 * rising index, as the Linux kernel does: one sweep, since jumps only go forward, with the words
 * that every path so far has written as a bit set for each instruction. Linear time.
 *
 * Like the kernel, it takes the instruction after a return for one that the return leads to, so a
 * program may be refused whose real paths are all in order.
 *
 * Jumps that leave the program and words that do not exist are ignored; other rules name them.
 */
export function unwrittenScratchReads(program: CbpfProgram): readonly number[] {
  const written = new Uint16Array(program.length).fill(ALL_WORDS);
  const reads: number[] = [];
  let here = 0;
  for (const [index, instruction] of program.entries()) {
    here &= written[index] ?? ALL_WORDS;
    const { reads: read, writes: write } = wordsOf(instruction);
    if ((read & ~here) !== 0) {
      reads.push(index);
    }
    here |= write;
    const skips = jumpSkips(instruction);
    for (const target of skips.map((skip) => index + 1 + skip)) {
      written[target] = (written[target] ?? ALL_WORDS) & here;
    }
    if (skips.length > 0) {
      here = ALL_WORDS;
    }
  }
  return reads;
}

/** The words of scratch memory that an instruction reads and writes, as bit sets. */
function wordsOf({ code, k }: CbpfInstruction): {
  readonly reads: number;
  readonly writes: number;
} {
  const opcode = cbpfOpcode(code);
  const word = opcode?.operand === 'scratch' && k < SCRATCH_WORDS ? 1 << k : 0;
  return opcode?.writes.includes('M') ? { reads: 0, writes: word } : { reads: word, writes: 0 };
}
