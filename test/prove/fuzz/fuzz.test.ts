import { expect, test } from 'vitest';
import { libpcapUnavailable } from '../../../src/engine/libpcap/library.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { type FuzzOptions, fuzz } from '../../../src/prove/fuzz/fuzz.ts';
import { caseRandom, randomCase } from '../../../src/prove/fuzz/random-case.ts';
import { printFinding } from '../../../src/prove/trial/print-finding.ts';
import { randomChain } from '../../../src/source/ir/generate/random-chain.ts';
import { Random } from '../../../src/support/random.ts';
import { verify } from '../../../src/verify/verify.ts';
import { WRONG_PASSES } from '../wrong-passes.ts';

/** Filters of one run: a few seconds on one core. `.ci/run` fuzzes for longer. */
const FILTERS = 300;

const reason = libpcapUnavailable();

test('the compiler gives the right verdict on random filters, with all pipelines and engines', async () => {
  const result = await fuzz({ seed: 2_026, count: FILTERS });
  expect(result.findings.map(printFinding)).toEqual([]);
  expect(result.cases).toBe(FILTERS);
  expect(result.refused).toBeLessThan(FILTERS / 10);
  expect(result.comparisons).toBeGreaterThan(10 * FILTERS);
  expect(result.verdicts).toBeGreaterThan(500 * FILTERS);
});

test('the passes keep what relaxed semantics asks for', async () => {
  const result = await fuzz({
    seed: 7,
    count: 200,
    semantics: 'relaxed',
    engines: ['interpreter'],
  });
  expect(result.findings.map(printFinding)).toEqual([]);
});

test.skipIf(reason !== null)(
  `random expressions mean what libpcap says ${reason ?? ''}`,
  async () => {
    const options: FuzzOptions = { kinds: ['pcap-filter'], engines: ['original'], pipelines: [] };
    const result = await fuzz({ ...options, seed: 3, count: 300 });
    expect(result.findings.map(printFinding)).toEqual([]);
    expect(result.verdicts).toBeGreaterThan(10_000);
  },
);

test('one seed gives one run, another seed another', async () => {
  const run = (seed: number) =>
    fuzz({
      seed,
      count: 30,
      engines: ['interpreter'],
      pipelines: ['swapped-branch', 'random'],
      config: { plugins: [{ name: 'wrong', passes: [WRONG_PASSES.swappedBranch] }] },
      maxFindings: 2,
      reduceBudget: 200,
    });
  const [first, again, other] = [await run(5), await run(5), await run(6)];
  expect(first.findings.length).toBeGreaterThan(0);
  const { seconds: _, ...rest } = first;
  expect(again).toMatchObject(rest);
  expect(other.findings).not.toEqual(first.findings);
});

test('a case can be made again without those before it', () => {
  expect(randomCase(caseRandom(9, 41))).toEqual(randomCase(caseRandom(9, 41)));
  expect(randomCase(caseRandom(9, 42))).not.toEqual(randomCase(caseRandom(9, 41)));
});

test('every random chain of tests is valid', () => {
  const random = new Random(1);
  for (let count = 0; count < 500; count += 1) {
    const filter = randomChain(random);
    expect(verify(filter), printFilter(filter)).toEqual([]);
  }
});

test('it ends in time, and after as many findings as asked for', async () => {
  const { seconds } = await fuzz({ seconds: 0.2, engines: ['interpreter'] });
  expect(seconds).toBeLessThan(10);
  const { findings, cases } = await fuzz({
    count: 500,
    engines: ['interpreter'],
    pipelines: ['throwing'],
    config: { plugins: [{ name: 'wrong', passes: [WRONG_PASSES.throwing] }] },
    maxFindings: 1,
  });
  expect(findings.map(({ failure }) => failure.kind)).toEqual(['crash']);
  expect(cases).toBeLessThan(500);
});
