import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtinPasses } from '../../../passes/index.ts';
import { NAMED_PIPELINES } from '../../../src/compiler/named-pipelines.ts';
import { bisect } from '../../../src/prove/bisect/bisect.ts';
import { fuzz } from '../../../src/prove/fuzz/fuzz.ts';
import { CodeRunner } from '../../../src/prove/trial/code-runner.ts';
import { printFinding } from '../../../src/prove/trial/print-finding.ts';
import type { Finding } from '../../../src/prove/trial/trial.ts';
import { tryTrial } from '../../../src/prove/trial/try-trial.ts';
import { CopiedPasses } from './load-mistaken-pass.ts';
import { MISTAKES } from './mistakes.ts';

/** The random filters among which one must show the mistake. */
const BUDGET = 4_000;

/** A reduced case has at most so many lines of source, passes in its pipeline, and bytes. */
const MOST = { lines: 40, passes: 5, bytes: 120 } as const;

let copies: CopiedPasses;
const runner = new CodeRunner();
beforeAll(() => {
  copies = new CopiedPasses();
});
afterAll(() => {
  copies.remove();
  runner.close();
});

describe('a mistake planted in a pass is found, reduced and located', () => {
  test.each(MISTAKES)('$pass: $what', async (mistake) => {
    const pass = await copies.load(mistake);
    const { findings } = await fuzz({
      seed: 1,
      count: BUDGET,
      engines: ['interpreter'],
      kinds: ['ir', 'ir', 'ir', 'pcap-filter'],
      pipelines: [
        pass.name,
        ...(mistake.behind === undefined ? [] : [`${mistake.behind},${pass.name}`]),
        inPlace(mistake.pass, pass.name),
        'random',
      ],
      config: { plugins: [{ name: 'mistaken', passes: [pass] }] },
      maxFindings: 1,
    });
    const [finding] = findings;
    if (finding === undefined) {
      expect.unreachable(`none of ${BUDGET} random filters shows it`);
    }
    await expectSmall(finding, pass.name);
  });

  test.each([...builtinPasses.keys()])('two or more in %s', (name) => {
    expect(MISTAKES.filter(({ pass }) => pass === name).length).toBeGreaterThan(1);
  });
});

/** Expects that the reduced case still fails, with little in it, by the pass of that name. */
async function expectSmall(finding: Finding, pass: string): Promise<void> {
  const { trial, failure, packet } = finding;
  const text = printFinding(finding);
  const again = await tryTrial(trial, packet === null ? [] : [packet], runner);
  expect(again, text).toEqual({ failure, packet });
  expect(text.split('\n').length, text).toBeLessThanOrEqual(MOST.lines);
  expect(trial.passes.split(',').length, text).toBeLessThanOrEqual(MOST.passes);
  expect(packet?.bytes.length ?? 0, text).toBeLessThanOrEqual(MOST.bytes);
  expect(await bisect(finding, runner), text).toMatchObject({ kind: 'pass', pass });
}

/** The largest pipeline with the wrong pass in place of the right one. */
function inPlace(right: string, wrong: string): string {
  return NAMED_PIPELINES.O3.text.replaceAll(
    new RegExp(`(?<![\\w-])${right}(?![\\w<-])`, 'g'),
    wrong,
  );
}
