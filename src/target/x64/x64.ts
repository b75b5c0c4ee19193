import type { X64Code } from '../../code/x64-code.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import type { Target } from '../target.ts';

/** Machine code of x86-64 processors, called as a C function. It compares `caplen` itself. */
export const X64: Target<X64Code> = {
  name: 'x64',
  title: 'x86-64',
  summary: 'x86-64 code',
  costs: {
    // At four bytes an instruction, half of the 32 KiB of a first-level instruction cache
    instructionLimit: 4_096,
    registers: 15,
    readsCaplen: true,
    // `cmp` and the jump behind it are one operation of the processor
    comparison: 1,
    tree: { longestChain: 3, splits: 1 / 3 },
    jump: 1,
  },
  endings: { O3: 'check-versioning' },
  options: [],
  formats: new Map([
    ['asm', { summary: 'Intel syntax, with bytes', print: (lowered) => lowered.listing() }],
    ['raw', { summary: 'the bytes of the code', print: ({ code }) => code.bytes }],
  ]),
  readBack: null,
  mayFault: true,

  lower(filter) {
    const { bytes, instructionCount, listing, spans } = lowerToX64(filter);
    return {
      code: { kind: 'x64', bytes },
      instructions: instructionCount,
      bytes: bytes.length,
      statistics: new Map(),
      listing,
      spans,
    };
  },

  check: () => null,
};
