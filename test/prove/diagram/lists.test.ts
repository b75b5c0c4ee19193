import { expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import { assemble } from '../../../src/isa/cbpf/assemble.ts';
import { lowerToCbpf } from '../../../src/lower/cbpf/lower.ts';
import { type Equivalence, proveEquivalence } from '../../../src/prove/equivalence/equivalence.ts';
import { openSolver } from '../../../src/prove/solver/open-solver.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';
import { Random } from '../../../src/support/random.ts';

const address = (random: Random): string => [0, 0, 0, 0].map(() => 1 + random.below(254)).join('.');
const port = (random: Random): number => 1 + random.below(65_535);

/** Families of long lists: one term each. */
const FAMILIES: Readonly<Record<string, (random: Random) => string>> = {
  hosts: (random) => `host ${address(random)}`,
  'sources and destinations': (random) =>
    `src host ${address(random)} or dst net ${1 + random.below(254)}`,
  ports: (random) => `port ${port(random)}`,
  nets: (random) => `net ${1 + random.below(254)}.${random.below(256)}.0.0/16`,
  rules: (random) => `(src host ${address(random)} and tcp dst port ${port(random)})`,
  'ether hosts': (random) =>
    `ether host ${[2, 0, 0, 0, 0, 0].map((first) => (first || random.below(256)).toString(16).padStart(2, '0')).join(':')}`,
};

function listOf(family: (random: Random) => string, count: number): string {
  const random = new Random(count);
  return Array.from({ length: count }, () => family(random)).join(' or ');
}

/** Calls of one architecture, allowed by their numbers one after the other. */
function callList(count: number): string {
  const random = new Random(5);
  const numbers = new Set<number>();
  while (numbers.size < count) {
    numbers.add(random.below(2 * count));
  }
  const tests = [...numbers].flatMap((number) => [
    `  jeq #${number}, allow${number}, next${number}`,
    `allow${number}: ret #0x7fff0000`,
    `next${number}:`,
  ]);
  return ['ld [4]', 'jeq #0xc000003e, good', 'ret #0', 'good: ld [0]', ...tests, 'ret #0x50001']
    .join('\n')
    .replaceAll(':\n', ': ');
}

const asBytecode = (filter: ReturnType<typeof compile>['filter']) => {
  const program = lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
  return compile({ kind: 'cbpf', program }, { passes: '' }).filter;
};

/** What is known of a list and its code at O2, without a solver. */
async function proveCode(source: Parameters<typeof compile>[0]): Promise<Equivalence> {
  const before = compile(source, { passes: '' }).filter;
  const after = asBytecode(compile(source, { passes: 'O2' }).filter);
  return await proveEquivalence(before, after, { solver: null });
}

test.each(Object.entries(FAMILIES))('a list of 100 %s means the same at O2', async (_, family) => {
  expect(await proveCode(listOf(family, 100))).toMatchObject({ outcome: 'equivalent' });
});

test('a list of 262 system calls means the same at O2', async () => {
  const answer = await proveCode({ kind: 'cbpf', program: assemble(callList(262)) });
  expect(answer).toMatchObject({ outcome: 'equivalent', by: 'diagrams' });
  expect(answer.milliseconds).toBeLessThan(5_000);
});

const Z3 = z3Version();

test.skipIf(Z3 === null)(
  `one host less in a list of 300 is found${Z3 === null ? ' (skipped: no z3 on the PATH)' : ''}`,
  async () => {
    const [first = '', ...others] = listOf((random) => `host ${address(random)}`, 300).split(
      ' or ',
    );
    const before = compile([first, ...others].join(' or '), { passes: '' }).filter;
    const after = compile(others.join(' or '), { passes: 'O2' }).filter;
    const solver = await openSolver();
    const answer = await proveEquivalence(before, after, { solver });
    solver?.close();
    expect(answer.outcome).toBe('different');
    if (answer.outcome === 'different') {
      const { packet, verdicts } = answer.counterexample;
      expect(verdicts).toEqual([262_144, 0]);
      const isFirst = compile(first, { passes: '' }).filter;
      expect(interpret(isFirst, packet)).toBe(262_144);
    }
  },
);
