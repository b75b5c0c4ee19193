import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtinPasses } from '../../../passes/index.ts';
import { NAMED_PIPELINES } from '../../../src/compiler/named-pipelines.ts';
import { fuzz } from '../../../src/prove/fuzz/fuzz.ts';
import { CodeRunner } from '../../../src/prove/trial/code-runner.ts';
import { describeFailure } from '../../../src/prove/trial/trial.ts';
import { tryTrial } from '../../../src/prove/trial/try-trial.ts';
import { CopiedPasses } from './load-mistaken-pass.ts';
import { MISTAKES } from './mistakes.ts';

/** The random filters among which one must show the mistake. */
const BUDGET = 3_000;

let copies: CopiedPasses;
beforeAll(() => {
  copies = new CopiedPasses();
});
afterAll(() => copies.remove());

describe('a mistake planted in a pass is found, and reduced to little', () => {
  test.each(MISTAKES)('$pass: $what', async (mistake) => {
    const pass = await copies.load(mistake);
    const { findings, cases } = await fuzz({
      seed: 1,
      count: BUDGET,
      engines: ['interpreter'],
      pipelines: [pass.name, inPlace(mistake.pass, pass.name), 'random'],
      config: { plugins: [{ name: 'mistaken', passes: [pass] }] },
      maxFindings: 1,
    });
    const [finding] = findings;
    expect(cases).toBeGreaterThan(0);
    if (process.env.SHOW) {
      const { source, passes } = finding?.trial ?? {};
      console.log(
        mistake.pass,
        mistake.what,
        cases,
        finding && describeFailure(finding.failure),
        passes,
        JSON.stringify(source && 'text' in source ? source.text : source),
        finding?.packet?.bytes.length,
      );
    }
    if (finding === undefined) {
      throw new Error('not found');
    }
    expect(finding.trial.passes.split(',')).toContain(pass.name);
    const runner = new CodeRunner();
    const packets = finding.packet === null ? [] : [finding.packet];
    expect(await tryTrial(finding.trial, packets, runner)).toEqual({
      failure: finding.failure,
      packet: finding.packet,
    });
    runner.close();
  });

  test('in every pass there is', () => {
    expect(new Set(MISTAKES.map(({ pass }) => pass))).toEqual(new Set(builtinPasses.keys()));
  });
});

/** The default pipeline with the wrong pass in place of the right one. */
function inPlace(right: string, wrong: string): string {
  return NAMED_PIPELINES.O2.text.replaceAll(
    new RegExp(`(?<![\\w-])${right}(?![\\w-])`, 'g'),
    wrong,
  );
}
