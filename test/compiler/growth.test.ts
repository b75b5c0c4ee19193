import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { parseProgram } from '../../src/isa/cbpf/formats.ts';
import type { FilterSource } from '../../src/source/filter-source.ts';
import { codeFor } from '../../src/target/targets.ts';

/** Above this share of the growth of the terms, cost grows faster; measured times vary by a half. */
const MOST_GROWTH = 2.5;

/** Below this, in milliseconds, times say nothing. */
const MEASURABLE = 20;

const times = (count: number, part: (index: number) => string, between: string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(between);

/** An expression of as many parts as it is told, of each family. */
const FAMILIES: Readonly<Record<string, (terms: number) => string>> = {
  'nested indexes': (terms) => `${'ip['.repeat(terms)}0${']'.repeat(terms)} = 1`,
  'runs of minus': (terms) => `${'-'.repeat(terms)}ip[0] = 1`,
  sums: (terms) => `${times(terms, (index) => `ip[${index % 60}]`, ' + ')} = 1`,
  'nested arithmetic': (terms) => `${'('.repeat(terms)}ip[0]${' * 3 + 1)'.repeat(terms)} = 1`,
  'chains of not': (terms) => `${'not '.repeat(terms)}tcp`,
  'nested not': (terms) => `${'not ('.repeat(terms)}tcp${')'.repeat(terms)}`,
  'lists of not': (terms) => times(terms, (index) => `not port ${index}`, ' and '),
  tunnels: (terms) => times(Math.ceil(terms / 100), (index) => `vlan ${index}`, ' and '),
};

const address = (index: number): string => `10.${index >> 8}.${index & 255}.${(7 * index) & 255}`;

/** Lists of which each term stays in the program: those are looked at with fewer terms. */
const LISTS: Readonly<Record<string, (terms: number) => string>> = {
  hosts: (terms) => times(terms, (index) => `host ${address(index)}`, ' or '),
  lengths: (terms) => times(8 * terms, (index) => `len = ${index}`, ' or '),
  'stations that are not': (terms) =>
    times(terms, (index) => `not ether host 02:00:00:00:0${index >> 8}:07`, ' and '),
  'hosts, ports and networks': (terms) =>
    times(
      terms,
      (index) =>
        [`host ${address(index)}`, `port ${index}`, `net 172.16.${index & 255}.0/24`][index % 3] ??
        '',
      ' or ',
    ),
  rules: (terms) =>
    times(terms, (index) => `(src host ${address(index)} and tcp dst port ${index})`, ' or '),
  'rules and exceptions': (terms) =>
    times(
      terms,
      (index) => `tcp port ${index} ${index % 2 === 0 ? 'and' : 'or'} host ${address(index)}`,
      ' or ',
    ),
  bytes: (terms) => times(terms, (index) => `ip[${index % 60}] = ${index % 256}`, ' or '),
};

/** Bytecode of as many instructions as it is told, and a few more. */
const PROGRAMS: Readonly<Record<string, (instructions: number) => string>> = {
  arithmetic: (count) =>
    `ld [0]\n${times(count, (index) => ['add #3', 'xor #7', 'mul #5'][index % 3] ?? '', '\n')}\nret a`,
  indexes: (count) =>
    `ldb [0]\n${times(count / 2, (index) => `tax\nldb [x + ${index % 50}]`, '\n')}\nret a`,
  'scratch memory': (count) => {
    const part = (index: number): string =>
      `st M[${index % 16}]\nld [${index % 60}]\nldx M[${(7 * index) % 16}]\nadd x`;
    const clear = times(16, (index) => `st M[${index}]`, '\n');
    return `ld [0]\n${clear}\n${times(count / 4, part, '\n')}\nret a`;
  },
  diamonds: (count) => {
    const part = (index: number): string =>
      `ldb [${index % 60}]\njgt #${index % 256}, l${index}\nst M[${index % 4}]\nl${index}: ldx M[${index % 4}]`;
    return `${times(4, (index) => `st M[${index}]`, '\n')}\n${times(count / 4, part, '\n')}\ntxa\nret a`;
  },
};

interface Compiled {
  readonly source: string | FilterSource;
  readonly passes: string;
  readonly target: 'cbpf' | 'x64';
}

/** The milliseconds of processor time of compiling; the best of two. */
function duration({ source, passes, target }: Compiled): number {
  const measure = (): number => {
    const start = process.cpuUsage();
    const { filter } = compile(source, { passes, target });
    try {
      codeFor(filter, target);
    } catch (error) {
      // More instructions than a program may have; the work is done.
      expect(error).toHaveProperty('code');
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  };
  return Math.min(measure(), measure());
}

function expectGrowth(
  family: (size: number) => Compiled,
  { few, many }: { readonly few: number; readonly many: number },
): void {
  const short = Math.max(duration(family(few)), MEASURABLE);
  const long = duration(family(many));
  expect(long / short).toBeLessThan((many / few) * MOST_GROWTH);
}

describe('cost grows by no more than n log n', () => {
  test.each(Object.entries(FAMILIES))(
    'for %s',
    (_, family) => {
      const compiled = (terms: number): Compiled => {
        return { source: family(terms), passes: 'O2', target: 'cbpf' };
      };
      expectGrowth(compiled, { few: 1_000, many: 8_000 });
    },
    60_000,
  );

  describe.each(Object.entries(LISTS))('for lists of %s', (_, family) => {
    test.each([
      ['O2', 'cbpf'],
      ['O3', 'x64'],
    ] as const)(
      'at %s for %s',
      (passes, target) => {
        const compiled = (terms: number): Compiled => ({ source: family(terms), passes, target });
        expectGrowth(compiled, { few: 125, many: 1_000 });
      },
      120_000,
    );
  });

  describe.each(Object.entries(PROGRAMS))('for bytecode of %s', (_, family) => {
    test.each([
      ['O0', 'cbpf'],
      ['O3', 'cbpf'],
      ['O3', 'x64'],
    ] as const)(
      'at %s for %s',
      (passes, target) => {
        const compiled = (count: number): Compiled => {
          const program = parseProgram(family(count), 'asm');
          return { source: { kind: 'cbpf', program }, passes, target };
        };
        expectGrowth(compiled, { few: 500, many: 4_000 });
      },
      60_000,
    );
  });
});
