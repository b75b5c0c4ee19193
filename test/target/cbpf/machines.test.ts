import { describe, expect, test } from 'vitest';
import { type CompileOptions, compile } from '../../../src/compiler/compile.ts';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { parseProgram, printProgram } from '../../../src/isa/cbpf/formats.ts';
import type { CbpfProgram } from '../../../src/isa/cbpf/instruction.ts';
import { firstNotTaken, machineNamed } from '../../../src/isa/cbpf/machines.ts';
import { Random } from '../../../src/support/random.ts';
import { CBPF } from '../../../src/target/cbpf/cbpf.ts';

const LEVELS = ['O0', 'O1', 'O2', 'O3'];

const assembled = (text: string): CbpfProgram => parseProgram(text.replaceAll('; ', '\n'), 'asm');

const lowered = (
  source: CbpfProgram | string,
  options: CompileOptions,
): ReturnType<typeof CBPF.lower> => {
  const read = typeof source === 'string' ? source : ({ kind: 'cbpf', program: source } as const);
  return CBPF.lower(compile(read, { target: 'cbpf', ...options }).filter);
};

describe('a program for seccomp', () => {
  const text = (source: string, passes: string): string =>
    printProgram(lowered(assembled(source), { passes }).code.program, 'asm')
      .replaceAll(/\s+/g, ' ')
      .trim();

  test.each(LEVELS)('at %s has its unneeded words not checked: its data has them', (passes) => {
    expect(text('ld [0]; ret #0x7fff0000', passes)).toBe('ret #2147418112');
    expect(
      text('ld [20]; ld [0]; jeq #1, a, b; a: ret #0; b: ret #0x7fff0000', passes),
    ).not.toContain('20');
  });

  test.each(LEVELS)('at %s loads words where it asks for some of their bits', (passes) => {
    for (const mask of ['0xff', '0xff00', '0xffff', '0xffff0000', '0xff000000', '0x00ffff00']) {
      const made = text(
        `ld [16]; and #${mask}; jeq #0, a, b; a: ret #0x50001; b: ret #0x7fff0000`,
        passes,
      );
      expect(made, mask).toMatch(/\bld \[16\]/);
      expect(made, mask).not.toMatch(/ld[bh] /);
    }
  });

  test.each(LEVELS)('at %s knows the length of its data', (passes) => {
    const source = 'ld #len; jeq #64, a, b; a: ret #0x7fff0000; b: ret #0';
    expect(
      new CbpfVm(lowered(assembled(source), { passes }).code.program).run({
        bytes: new Uint8Array(64),
        wirelen: 64,
      }),
    ).toBe(0x7fff0000);
  });

  test('reads as one for packets where that is asked for', () => {
    const source = assembled('ld [0]; ret #0x7fff0000');
    const { program } = lowered(source, { machine: 'libpcap' }).code;
    expect(new CbpfVm(program).run({ bytes: new Uint8Array(3), wirelen: 3 })).toBe(0);
    expect(new CbpfVm(program).run({ bytes: new Uint8Array(4), wirelen: 4 })).toBe(0x7fff0000);
  });

  test('is told', () => {
    const { remarks } = compile({ kind: 'cbpf', program: assembled('ld [0]; ret #0x7fff0000') });
    expect(remarks).toEqual([
      { message: 'the program is one for seccomp (option machine)', span: null },
    ]);
  });
});

/** Expressions that read bytes, halves and words anywhere, and do all arithmetic. */
const EXPRESSIONS = [
  'ether[19] = 3 or ether[19] = 4',
  'ether[18:2] > 1000',
  'ether[17:2] = 0x0102',
  'ether[15:2] & 0xff0f = 0x0102',
  'ether[17:4] = 0x01020304',
  'ether[18:4] & 0xffff00 != 0',
  'ether[0:4] % 7 = ether[4:4] % 5',
  'ether[4:4] ^ ether[8:4] > 0x7fffffff',
  'ether[60:4] / ether[56:4] = 1 or len = 64',
  'ether[63] = 9 and len > 60',
  'ether[0:4] ^ 0x1234 = ether[1] % 3',
];

const anyData = (random: Random): Uint8Array =>
  Uint8Array.from({ length: 64 }, () => random.below(random.percent(50) ? 5 : 256));

describe.each(['seccomp', 'bsd'])('for %s', (name) => {
  const machine = machineNamed(name);

  test.each(EXPRESSIONS)('%s is what the machine takes, and right', (expression) => {
    const random = new Random(1);
    for (const passes of LEVELS) {
      const { program } = lowered(expression, { machine: name, passes }).code;
      const original = lowered(expression, { passes: 'O0' }).code.program;
      expect(firstNotTaken(program, machine), passes).toBeNull();
      for (let count = 0; count < 300; count += 1) {
        const packet = { bytes: anyData(random), wirelen: 64 };
        expect(new CbpfVm(program).run(packet), passes).toBe(new CbpfVm(original).run(packet));
      }
    }
  });
});

test.each([
  ['ip[ip[5]] = 7', 'seccomp', /not at a constant offset below 64, and seccomp loads nothing else/],
  ['ether[64] = 7', 'seccomp', /not at a constant offset below 64/],
])('%s can not be had by %s', (expression, machine, message) => {
  expect(() => lowered(expression, { machine })).toThrow(message);
});

test('an ancillary word can not be had by the BSDs', () => {
  expect(() => lowered('vlan', { machine: 'bsd', linux: true })).toThrow(/which bsd does not have/);
});

describe('length', () => {
  const hosts = (count: number): string =>
    Array.from({ length: count }, (_, index) => `host 10.${index % 7}.${index}.1`).join(' or ');

  test.each([
    ['xt_bpf', 64],
    ['bsd', 512],
    ['tc', 2_040],
  ])('%s takes %d instructions', (machine, limit) => {
    const steps = (count: number): CbpfProgram => [
      { code: 0x20, jt: 0, jf: 0, k: 0 },
      ...Array.from({ length: count }, (_, index) => ({
        code: 0x04 + 0x20 * (index % 2),
        jt: 0,
        jf: 0,
        k: 3,
      })),
      { code: 0x16, jt: 0, jf: 0, k: 0 },
    ];
    expect(lowered(steps(limit - 2), { machine, passes: 'O0' }).instructions).toBe(limit);
    expect(() => lowered(steps(limit - 1), { machine, passes: 'O0' })).toThrow(
      new RegExp(
        `^the program would have ${limit + 1} instructions, and ${machine} takes ${limit}$`,
      ),
    );
  });

  test('bounds what passes copy', () => {
    const pairs = 'host 1.2.3.4 and (port 53 or port 80) or host 2.3.4.5 and (port 22 or port 23)';
    const options = { dlt: 'RAW', passes: 'O3' };
    expect(lowered(pairs, options).instructions).toBeGreaterThan(64);
    expect(lowered(pairs, { ...options, machine: 'xt_bpf' }).instructions).toBeLessThanOrEqual(64);
  });

  test('is checked by the formats that only one machine reads', () => {
    const long = lowered(hosts(60), {});
    expect(long.instructions).toBeGreaterThan(64);
    expect(() => CBPF.formats.get('xt')?.print(long)).toThrow(/xt_bpf takes 64$/);
    expect(CBPF.formats.get('tc')?.print(long)).toMatch(/^\d+,/);
  });

  test('that came in short enough goes out so, as it came in at worst', () => {
    const exclusive = assembled(
      `${Array.from({ length: 31 }, (_, index) => `ldb [${index}]; jeq #${index}, no, L${index}; L${index}: `).join('')}ret #1; no: ret #0`.replaceAll(
        '; L',
        '\nL',
      ),
    );
    expect(exclusive.length).toBe(64);
    for (const passes of LEVELS) {
      expect(lowered(exclusive, { machine: 'xt_bpf', passes }).instructions).toBeLessThanOrEqual(
        64,
      );
    }
  });
});

describe('memory of sockets', () => {
  const loads = (count: number): CbpfProgram => [
    ...Array.from({ length: count }, () => [
      { code: 0x50, jt: 0, jf: 0, k: 3 },
      { code: 0x07, jt: 0, jf: 0, k: 0 },
    ]).flat(),
    { code: 0x16, jt: 0, jf: 0, k: 0 },
  ];

  test('is warned of where a program takes more than there is by default', () => {
    expect(lowered(loads(2_000), {}).remarks).toEqual([
      expect.stringMatching(/has 131072 by default: raise net.core.optmem_max/),
    ]);
    expect(lowered(loads(500), {}).remarks).toEqual([]);
    expect(lowered(loads(500), { machine: 'socket' }).remarks).toEqual([
      expect.stringMatching(/has 20480 by default before Linux 6.8/),
    ]);
    expect(lowered(loads(500), { machine: 'tc' }).remarks).toEqual([]);
  });
});
