import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { interpret } from '../../../src/interpret/interpret.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { type Equivalence, proveEquivalence } from '../../../src/prove/equivalence/equivalence.ts';
import { openSolver } from '../../../src/prove/solver/open-solver.ts';
import { z3Version } from '../../../src/prove/solver/z3-process.ts';

type Semantics = 'strict' | 'relaxed';

const filterOf = (expression: string) => compile(expression, { passes: '' }).filter;

/** What is known without a solver. */
function prove(before: string, after: string, semantics: Semantics = 'strict') {
  return proveEquivalence(filterOf(before), filterOf(after), { solver: null, semantics });
}

function proveText(before: string, after: string, semantics: Semantics = 'strict') {
  const text = (body: string): string => `filter @one {\n${body}\n}\n`;
  return proveEquivalence(parseFilter(text(before)), parseFilter(text(after)), {
    solver: null,
    semantics,
  });
}

const by = (answer: Equivalence): string =>
  answer.outcome === 'equivalent' ? answer.by : answer.outcome;

describe('expressions that mean the same, settled without a solver', () => {
  test.each([
    ['ip', 'ip'],
    ['tcp port 80', 'tcp and port 80'],
    ['host 1.2.3.4', 'src host 1.2.3.4 or dst host 1.2.3.4'],
    ['ip[0] & 0xf0 = 0x40', 'ip[0] >> 4 = 4'],
    ['ip[8] * 4 < 20', 'ip[8] <= 4'],
    ['portrange 10-20', 'portrange 20-10'],
    ['ip[12:4] = ip[16:4]', 'ip[12:4] - ip[16:4] = 0'],
    ['ip[8] != ip[9]', 'ip[8] ^ ip[9] > 0'],
  ])('%s; %s', async (before, after) => {
    expect(['canonical', 'diagrams', 'paths']).toContain(by(await prove(before, after)));
  });

  test('the same expression is the same term', async () => {
    expect(by(await prove('host 10.0.0.1 and port 80', 'host 10.0.0.1 and port 80'))).toBe(
      'canonical',
    );
  });
});

describe('expressions that differ, refuted by a packet', () => {
  test.each([
    ['tcp port 80', 'tcp dst port 80'],
    ['ip[8] < 5', 'ip[8] <= 5'],
    ['src net 10.0.0.0/8', 'src net 10.0.0.0/9'],
    ['ip and ip[60] = 1', 'ip[60] = 1 and ip[61] >= 0'],
    ['len < 100', 'len <= 100'],
    ['ip', 'not ip'],
    // A packet that ends behind its source port.
    ['port 80 or port 22', 'port 22 or port 80'],
  ])('%s; %s', async (before, after) => {
    const answer = await prove(before, after);
    expect(answer.outcome).toBe('different');
    if (answer.outcome === 'different') {
      const { packet, verdicts } = answer.counterexample;
      expect(verdicts[0]).not.toBe(verdicts[1]);
      expect([interpret(filterOf(before), packet), interpret(filterOf(after), packet)]).toEqual(
        verdicts,
      );
    }
  });
});

const UNUSED_LOAD = 'b0:\n  v0 = load.4 [26]\n  return 0x1';
const UNUSED_GUARD = 'b0:\n  guard 30\n  return 0x1';
const NOTHING = 'b0:\n  return 0x1';

describe('relaxed semantics allows', () => {
  test('a load to go whose value is not needed', async () => {
    expect(by(await proveText(UNUSED_LOAD, NOTHING, 'relaxed'))).toBe('canonical');
    expect(by(await proveText(UNUSED_LOAD, NOTHING, 'strict'))).toBe('different');
  });

  test('it to go on the one path that does not need it', async () => {
    const before =
      'b0:\n  v0 = load.1 [0]\n  v1 = load.4 [26]\n  branch v0, b1, b2\nb1:\n  return 0x1\nb2:\n  return v1';
    const after =
      'b0:\n  v0 = load.1 [0]\n  branch v0, b1, b2\nb1:\n  return 0x1\nb2:\n  v1 = load.4 [26]\n  return v1';
    expect(['canonical', 'diagrams', 'paths']).toContain(
      by(await proveText(before, after, 'relaxed')),
    );
    expect(by(await proveText(before, after, 'strict'))).toBe('different');
  });

  test('nothing else: guards stay', async () => {
    expect(by(await proveText(UNUSED_GUARD, NOTHING, 'relaxed'))).toBe('different');
  });

  test('nothing else: no packet may be rejected that was not', async () => {
    expect(by(await proveText(NOTHING, UNUSED_LOAD, 'relaxed'))).toBe('different');
  });

  test('nothing else: a division by zero stays', async () => {
    const division = 'b0:\n  v0 = wirelen\n  v1 = const 0x5\n  v2 = div v1, v0\n  return 0x1';
    expect(by(await proveText(division, NOTHING, 'relaxed'))).toBe('different');
  });
});

const Z3 = z3Version();

describe.skipIf(Z3 === null)(
  `with the solver${Z3 === null ? ' (skipped: no z3 on the PATH)' : ''}`,
  () => {
    test('a load whose value is needed may not be guessed, in relaxed semantics', async () => {
      const solver = await openSolver();
      const text = (body: string) => parseFilter(`filter @one {\n${body}\n}\n`);
      const before = text('b0:\n  v0 = load.4 [26]\n  return v0');
      const after = text('b0:\n  v0 = wirelen\n  return v0');
      const answer = await proveEquivalence(before, after, { solver, semantics: 'relaxed' });
      solver?.close();
      expect(answer.outcome).toBe('different');
    });

    test.each([
      ['ip[0] * 7 + ip[0] = 64', 'ip[0] << 3 = 64'],
      ['(ip[2:2] - ip[0]) - ip[1] != 0', 'ip[2:2] - (ip[0] + ip[1]) != 0'],
      ['ip[0] & 1 = 1 and ip[0] & 2 = 2', 'ip[0] & 3 = 3'],
    ])('%s; %s', async (before, after) => {
      const solver = await openSolver();
      const answer = await proveEquivalence(filterOf(before), filterOf(after), { solver });
      solver?.close();
      expect(answer.outcome).toBe('equivalent');
    });

    test('what is only different past the end of any real packet is said to be so', async () => {
      const solver = await openSolver();
      const text = (offset: number) =>
        parseFilter(`filter @one {\nb0:\n  v0 = load.1 [${offset}]\n  return 0x1\n}\n`);
      const answer = await proveEquivalence(text(2 ** 31), text(2 ** 31 + 1), { solver });
      solver?.close();
      expect(answer).toMatchObject({
        outcome: 'unknown',
        reason: expect.stringContaining('longer than'),
      });
    });
  },
);

const TWO_DRAWN = 'b0:\n  v0 = kernel random\n  v1 = kernel random\n  v2 = sub v0, v1\n  return v2';
const ONE_DRAWN = 'b0:\n  v0 = kernel random\n  v2 = sub v0, v0\n  return v2';
const ONE_DRAWN_EARLY =
  'b0:\n  v0 = kernel random\n  v1 = wirelen\n  branch v1, b1, b2\nb1:\n  return v0\nb2:\n  return v0';
const ONE_DRAWN_ON_EACH_WAY =
  'b0:\n  v1 = wirelen\n  branch v1, b1, b2\nb1:\n  v0 = kernel random\n  return v0\nb2:\n  v2 = kernel random\n  return v2';
const DRAWN_FOR_NOTHING = 'b0:\n  v0 = kernel random\n  v1 = kernel random\n  return v1';
const DRAWN_ONCE = 'b0:\n  v0 = kernel random\n  return v0';
/** The sum of a number that one of two ways draws, and one that is drawn behind both. */
const drawnBehind = (behind: string): string =>
  `b0:\n  v0 = const 0\n  v1 = wirelen\n  branch v1, b1, b2\nb1:\n  v2 = kernel random\n  jump b2\nb2:\n  v3 = phi [b0: v0, b1: v2]\n${behind}`;
const DRAWN_AGAIN = drawnBehind('  v4 = kernel random\n  v5 = sub v3, v4\n  return v5');

describe('numbers that the kernel draws', () => {
  test.each([
    ['merged into one', TWO_DRAWN, ONE_DRAWN],
    ['drawn twice in place of once', ONE_DRAWN, TWO_DRAWN],
    ['taken for the one before', DRAWN_AGAIN, drawnBehind('  v5 = sub v3, v3\n  return v5')],
  ])('%s are no proof without a solver', async (_, before, after) => {
    expect((await proveText(before, after)).outcome).toBe('unknown');
  });

  test.each([
    ['the same ones', TWO_DRAWN, TWO_DRAWN],
    ['the same ones behind a join', DRAWN_AGAIN, DRAWN_AGAIN],
    ['on each way in place of before both', ONE_DRAWN_EARLY, ONE_DRAWN_ON_EACH_WAY],
    ['of which one was for nothing', DRAWN_FOR_NOTHING, DRAWN_ONCE],
  ])('%s are proved', async (_, before, after) => {
    expect(['canonical', 'diagrams', 'paths']).toContain(by(await proveText(before, after)));
  });

  test.skipIf(z3Version() === null)('differences that no packet shows are unknown', async () => {
    const solver = await openSolver();
    const filterFrom = (body: string) => parseFilter(`filter @one {\n${body}\n}\n`);
    for (const [before, after] of [
      [TWO_DRAWN, ONE_DRAWN],
      [
        'b0:\n  v0 = wirelen\n  v1 = kernel nlattr v0, v0\n  return v1',
        'b0:\n  v0 = wirelen\n  v1 = kernel nlattr_nest v0, v0\n  return v1',
      ],
    ] as const) {
      const answer = await proveEquivalence(filterFrom(before), filterFrom(after), { solver });
      expect(answer).toMatchObject({
        outcome: 'unknown',
        reason: 'they differ only by what the kernel alone can work out, if at all',
      });
    }
    solver?.close();
  });
});
