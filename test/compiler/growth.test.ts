import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/compile.ts';
import { codeFor } from '../../src/target/targets.ts';

/** How many terms there are, few and many; cost may grow by n log n between them. */
const FEW = 1_000;
const MANY = 8_000;

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

/** The milliseconds of compiling for classic BPF; the best of three. */
function duration(text: string): number {
  const measure = (): number => {
    const start = performance.now();
    const { filter } = compile(text, { passes: 'O2' });
    try {
      codeFor(filter, 'cbpf');
    } catch (error) {
      // More instructions than a program may have; the work is done.
      expect(error).toHaveProperty('code');
    }
    return performance.now() - start;
  };
  return Math.min(measure(), measure(), measure());
}

describe('cost grows by no more than n log n', () => {
  test.each(Object.entries(FAMILIES))(
    'for %s',
    (_, family) => {
      const few = Math.max(duration(family(FEW)), MEASURABLE);
      const many = duration(family(MANY));
      expect(many / few).toBeLessThan((MANY / FEW) * MOST_GROWTH);
    },
    60_000,
  );
});
