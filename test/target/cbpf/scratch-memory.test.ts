import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { parseProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { Random } from '../../../src/support/random.ts';
import { CBPF } from '../../../src/target/cbpf/cbpf.ts';
import type { Packet } from '../../../src/trace/packet.ts';
import { type LargeProgramShape, largeProgram } from '../../generators/large-programs.ts';

const LEVELS = ['O0', 'O1', 'O2', 'O3'];

/** Packets of 0 to 79 bytes, of which many are small numbers that programs compare with. */
function packets(seed: number, count: number): readonly Packet[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const bytes = Uint8Array.from({ length: random.below(80) }, () =>
      random.below(random.percent(30) ? 20 : 256),
    );
    return { bytes, wirelen: bytes.length + random.below(100) };
  });
}

/** Lowers `program` at each level, and holds the verdicts against its own. Yields the lowered ones. */
function lowerAll(program: CbpfProgram, seed: number): readonly ReturnType<typeof CBPF.lower>[] {
  const own = new CbpfVm(program);
  const all = packets(seed, 100).map((packet) => ({ packet, verdict: own.run(packet) }));
  return LEVELS.map((passes) => {
    const lowered = CBPF.lower(compile({ kind: 'cbpf', program }, { passes }).filter);
    const vm = new CbpfVm(lowered.code.program);
    expect(checkProgram(lowered.code.program)).toEqual([]);
    for (const { packet, verdict } of all) {
      expect(vm.run(packet), `${passes}, seed ${seed}`).toBe(verdict);
    }
    return lowered;
  });
}

const SHAPES: readonly LargeProgramShape[] = [
  { length: 60, words: 3, jumps: 20, scratch: 50 },
  { length: 400, words: 3, jumps: 15, scratch: 40 },
  { length: 1_000, words: 6, jumps: 15, scratch: 35 },
  { length: 4_096, words: 4, jumps: 15, scratch: 35 },
  { length: 4_096, words: 12, jumps: 15, scratch: 35 },
  { length: 4_096, words: 16, jumps: 25, scratch: 25 },
];

describe('random programs that Linux takes are taken, and keep their verdicts', () => {
  test.each(SHAPES)(
    '$length instructions, $words words of scratch memory',
    (shape) => {
      const seeds = Array.from({ length: shape.length > 2_000 ? 4 : 10 }, (_, seed) => seed);
      const lowered = seeds.flatMap((seed) => lowerAll(largeProgram(seed, shape), seed));
      const kept = lowered.filter(({ statistics }) => statistics.has('as-it-came-in'));
      // That is a last resort: where few words are used, code is always found.
      const most = shape.words <= 6 ? 0 : shape.words < 16 ? lowered.length / 3 : lowered.length;
      expect(kept.length, 'as they came in').toBeLessThanOrEqual(most);
    },
    120_000,
  );
});

/** Joins one after the other, whose phis took word after word. */
const CHAINS_OF_JOINS = {
  '14 jumps past each other': `
    ldb [14]; jeq x, 12, 2; jeq #0xff, 5, 3; sub x; jgt x, 6, 10; jgt #6, 8, 9; tax; st M[15]; stx M[2]
    jgt #0x40, 10, 11; ld [58]; jgt x, 13, 16; jeq #0x80, 13, 16; jge x, 15, 14; st M[15]; ldx M[9]
    jge #0xff, 17, 18; ld M[15]; ld M[2]; ret a`,
  'three words': `
    jgt x, 7, 1; stx M[4]; stx M[2]; jge #0x11, 4, 5; jge x, 7, 9; st M[5]; ldx #1; jgt #0x40, 8, 10
    jge #0x40, 11, 9; ldh [51]; jeq x, 11, 11; jgt x, 12, 13; st M[8]; ld M[2]; ldx M[5]; jgt x, 17, 16
    rsh x; ldx M[4]; ldb [x + 15]; ret #1`,
  'an index behind a division': `
    jgt #2, 2, 1; jset x, 4, 5; st M[8]; jeq x, 5, 5; jeq x, 13, 11; jge #2, 8, 6; stx M[6]; jeq x, 9, 10
    st M[14]; ldx #7; jgt x, 12, 13; stx M[5]; ld [9]; mod x; ldx M[5]; ld M[6]; jge x, 19, 17; ldx M[8]
    jgt #0x40, 20, 20; ldx M[14]; add x; ret #1`,
};

/** The listing of tcpdump -d, as far as it is read, for instructions by number. */
const listing = (text: string): string =>
  text
    .trim()
    .split(/;|\n/)
    .map((line, index) => {
      const [, head = '', jt, jf] = /^(.*?)(?:, (\d+), (\d+))?$/.exec(line.trim()) ?? [];
      const end = jt === undefined ? '' : ` jt ${jt} jf ${jf}`;
      return `(${String(index).padStart(3, '0')}) ${head}${end}\n`;
    })
    .join('');

test.each(Object.entries(CHAINS_OF_JOINS))('%s: few words are enough', (_, text) => {
  const program = parseProgram(listing(text), 'd');
  for (const passes of LEVELS) {
    const { filter } = compile({ kind: 'cbpf', program }, { passes });
    const vm = new CbpfVm(lowerToCbpf(filter));
    for (const packet of packets(1, 200)) {
      expect(vm.run(packet)).toBe(new CbpfVm(program).run(packet));
    }
  }
});

describe('where no code is found', () => {
  const programs = Array.from({ length: 6 }, (_, seed) =>
    largeProgram(seed, { length: 4_096, words: 16, jumps: 25, scratch: 25 }),
  );

  test('the program that came in is handed out, and said so', () => {
    const kept = programs.flatMap((program) => {
      const { filter } = compile({ kind: 'cbpf', program }, { passes: 'O0' });
      const lowered = CBPF.lower(filter);
      return lowered.statistics.has('as-it-came-in') ? [{ program, lowered }] : [];
    });

    expect(kept.length).toBeGreaterThan(0);
    for (const { program, lowered } of kept) {
      expect(lowered.code.program).toEqual(program);
      expect(lowered.instructions).toBe(4_096);
      expect(lowered.listing().trimEnd().split('\n')).toHaveLength(4_096);
      expect(lowered.remarks?.[0]).toMatch(/^the program is handed out as it came in: /);
    }
  });

  test('what reads a word before it writes it is handed out as Linux takes it', () => {
    const kept = programs
      .map((program) => program.slice(32))
      .flatMap((program) => {
        const { filter } = compile({ kind: 'cbpf', program }, { passes: 'O0' });
        const { code, statistics } = CBPF.lower(filter);
        return statistics.has('as-it-came-in') ? [{ program, made: code.program }] : [];
      });

    expect(kept.length).toBeGreaterThan(0);
    for (const { program, made } of kept) {
      expect(checkProgram(made)).toEqual([]);
      for (const packet of packets(2, 50)) {
        expect(new CbpfVm(made).run(packet)).toBe(new CbpfVm(program).run(packet));
      }
    }
  });
});

test('a program as long as Linux takes comes out no longer', () => {
  const tests = Array.from({ length: 4_095 }, (_, index) =>
    index % 2 === 0
      ? { code: 0x30, jt: 0, jf: 0, k: index % 50 }
      : { code: 0x15, jt: 0, jf: Math.min(200, 4_094 - index), k: index % 7 },
  );
  const program = [...tests, { code: 0x06, jt: 0, jf: 0, k: 1 }];
  for (const passes of LEVELS) {
    const { filter } = compile({ kind: 'cbpf', program }, { passes });
    expect(CBPF.lower(filter, { unlimited: true }).instructions, passes).toBeLessThanOrEqual(4_096);
  }
});
