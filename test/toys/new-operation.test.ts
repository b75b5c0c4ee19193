import { afterAll, beforeAll, expect, test } from 'vitest';
import { ScratchCopy } from '../target/scratch-copy.ts';

/** All that a two-operand operation is: its name, and a row of the table. */
const NAME = "  | 'ashr'\n  | 'rotl'\n";
const ROW = `  rotl: arithmetic({
    summary: 'lhs rotated left by rhs bits, modulo width',
    evaluate: (lhs, rhs) => ((lhs << (rhs & 31)) | (lhs >>> ((32 - rhs) & 31))) >>> 0,
    evaluate64: (lhs, rhs) => u64((lhs << (rhs & 63n)) | (lhs >> ((64n - rhs) & 63n))),
    bitVector: (lhs, rhs, width) => {
      const size = width === 32 ? '#x00000020' : '#x0000000000000040';
      const left = \`(bvurem \${rhs} \${size})\`;
      return \`(bvor (bvshl \${lhs} \${left}) (bvlshr \${lhs} (bvsub \${size} \${left})))\`;
    },
  }),
`;

/** A filter that rotates, by a constant and by what it loads. */
const FILTER = `filter @rotated {
b0:
  v0 = load.4 [0]
  v1 = load.1 [4]
  v2 = rotl v0, v1
  v3 = const 0x80000001
  v4 = const 0x4
  v5 = rotl v3, v4
  v6 = rotl v0, v1
  v7 = xor v2, v6
  v8 = add v7, v5
  v9 = eq v2, v8
  branch v9, b1, b2
b1:
  return 0xffff
b2:
  return 0x0
}
`;

const copy = new ScratchCopy();

beforeAll(() => {
  copy.edit('src/ir/ops.ts', {
    "  | 'ashr'\n": NAME,
    "  eq: unsigned('1 where lhs equals rhs": `${ROW}  eq: unsigned('1 where lhs equals rhs`,
  });
  copy.build();
}, 120_000);

afterAll(() => copy.remove());

const run = (code: string): unknown =>
  copy.evaluate(`
import * as bpfopt from './index.js';
import { smtQuery } from './prove/smt/smt-lib.js';
import { TermGraph } from './prove/smt/term-graph.js';
const text = ${JSON.stringify(FILTER)};
const filter = bpfopt.parseFilter(text);
const passes = (names) => {
  const changed = bpfopt.parseFilter(text);
  bpfopt.runPasses(changed, bpfopt.parsePipeline(names, bpfopt.builtinPasses), { verifyEach: true, target: { ...bpfopt.ANY_MACHINE, registers: 15 } });
  return changed;
};
const packet = (...bytes) => ({ bytes: Uint8Array.from(bytes), wirelen: bytes.length });
const caught = (act) => { try { act(); return null; } catch ({ name, message }) { return [name, message]; } };
${code}`);

test('a new operation touches one file, the table', () => {
  expect(copy.touched()).toEqual(['src/ir/ops.ts']);
});

test('it is parsed, printed, verified and interpreted', () => {
  expect(run('const answer = bpfopt.printFilter(filter);')).toBe(FILTER);
  expect(run('const answer = bpfopt.verify(filter);')).toEqual([]);
  const verdicts = `const answer = [packet(0, 0, 0, 3, 3), packet(0, 0, 0, 3, 35), packet(0x30, 0, 0, 0, 31)].map(
    (one) => bpfopt.interpret(filter, one));`;
  // 3 rotated by 3 or 35 is the 0x18 that 0x80000001 rotated by 4 is; 0x30000000 rotated by 31 is not.
  expect(run(verdicts)).toEqual([0xffff, 0xffff, 0]);
});

test('it is folded and numbered by the passes', () => {
  const folded = run("const answer = bpfopt.printFilter(passes('sparse-constant-propagation'));");
  expect(folded).toContain('v5 = const 0x18');
  const numbered = String(run("const answer = bpfopt.printFilter(passes('gvn'));"));
  expect(numbered.match(/rotl v0, v1/g)).toHaveLength(1);
});

test('filters with it are proved equivalent, and told apart', () => {
  const proofs = `
const others = [
  passes('gvn,sparse-constant-propagation,peephole,dead-code'),
  bpfopt.parseFilter(text.replace('v2 = rotl v0, v1', 'v2 = rotl v0, v4').replace('v4 = const 0x4\\n', '')
    .replace('v0 = load', 'v4 = const 0x4\\n  v0 = load')),
];
const solver = await bpfopt.openSolver();
const answer = [];
for (const other of others) {
  answer.push((await bpfopt.proveEquivalence(filter, other, { solver })).outcome);
}
solver?.close();`;
  expect(run(proofs)).toEqual(['equivalent', 'different']);
}, 60_000);

test('solvers are asked about it in their language', () => {
  const query = run(`
const graph = new TermGraph();
const load = graph.load({ base: null, offset: 0 }, 4, 'network');
const amount = graph.load({ base: null, offset: 4 }, 1, 'network');
const rotated = graph.binary('rotl', 'i32', load, amount);
const answer = smtQuery(graph, [graph.compare('eq', 'i32', rotated, graph.constant(0x18))]).text;`);
  expect(query).toContain('(bvor (bvshl ');
});

test('random filters have it, and passes and back ends keep their verdicts', () => {
  const fuzzed = `
import { fuzz } from './prove/fuzz/fuzz.js';
import { randomFilter } from './source/ir/generate/random-filter.js';
import { Random } from './support/random.js';
const { findings } = await fuzz({ seed: 1, count: 60, kinds: ['ir'], engines: ['interpreter', 'cbpf-vm'], pipelines: ['O2'] });
const texts = Array.from({ length: 60 }, (_, seed) => bpfopt.printFilter(randomFilter(new Random(seed))));
const answer = [findings.length, texts.some((one) => one.includes('= rotl '))];`;
  expect(run(fuzzed)).toEqual([0, true]);
}, 120_000);

test('back ends without a rule for it refuse it by name', () => {
  const refusals = `const answer = [bpfopt.lowerToCbpf, bpfopt.lowerToX64].map((lower) => caught(() => lower(filter)));`;
  expect(run(refusals)).toEqual([
    [
      'UnsupportedError',
      expect.stringMatching(/^v\d+ is a rotl, for which classic BPF has no rule$/),
    ],
    ['UnsupportedError', expect.stringMatching(/^v\d+ is a rotl, for which x86-64 has no rule$/)],
  ]);
});
