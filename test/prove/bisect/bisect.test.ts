import { expect, test } from 'vitest';
import type { Config } from '../../../src/compiler/plugin.ts';
import { bisect } from '../../../src/prove/bisect/bisect.ts';
import { CodeRunner } from '../../../src/prove/trial/code-runner.ts';
import { applicationsIn } from '../../../src/prove/trial/explicit-passes.ts';
import { searchFailure } from '../../../src/prove/trial/search-failure.ts';
import type { Finding } from '../../../src/prove/trial/trial.ts';
import { tryTrial } from '../../../src/prove/trial/try-trial.ts';
import { WRONG_PASSES } from '../wrong-passes.ts';

const config: Config = { plugins: [{ name: 'wrong', passes: Object.values(WRONG_PASSES) }] };
const runner = new CodeRunner();

async function findingOf(passes: string, text = 'tcp port 80 or udp'): Promise<Finding> {
  const trial = { source: { kind: 'pcap-filter', text }, options: { config }, passes } as const;
  const finding = await searchFailure(trial, { runner, engines: ['interpreter'] });
  return finding ?? expect.unreachable('it should be wrong');
}

test.each([
  ['swapped-branch', 'peephole,repeat(jump-threading,dead-code),swapped-branch,block-merging'],
  ['broken-ir', 'sparse-constant-propagation,dead-code,broken-ir,gvn'],
  ['throwing', 'jump-threading,throwing,dead-code'],
])('%s is named, and its application', async (pass, passes) => {
  const finding = await findingOf(passes);
  const result = await bisect(finding, runner);
  expect(result).toMatchObject({ kind: 'pass', pass });
  if (result.kind === 'pass') {
    const { application } = result;
    expect(applicationsIn(finding.trial).list[application - 1]?.pass).toBe(pass);
    const packets = finding.packet === null ? [] : [finding.packet];
    const at = (bisectLimit: number) =>
      tryTrial({ ...finding.trial, bisectLimit }, packets, runner);
    expect(await at(application - 1)).toBeNull();
    expect(await at(application)).not.toBeNull();
  }
});

test('the filter before the wrong application and the one after are shown', async () => {
  const result = await bisect(await findingOf('jump-threading,swapped-branch'), runner);
  expect(result).toMatchObject({ isRightAsIr: false, before: expect.stringContaining('filter @') });
  expect(result.kind === 'pass' ? result.after : null).not.toBe(
    result.kind === 'pass' ? result.before : null,
  );
});

test('what fails without passes is not laid to one', async () => {
  const finding = await findingOf('swapped-branch');
  const blamed = { ...finding, trial: { ...finding.trial, engine: 'original' as const } };
  expect(await bisect(blamed, runner)).toMatchObject({ kind: 'no-pass', failure: finding.failure });
});

test('a repeat that does not end is told as that', async () => {
  const finding = await findingOf('repeat(swapped-branch)');
  expect(finding.failure).toMatchObject({ kind: 'crash', pass: null });
  expect(await bisect(finding, runner)).toMatchObject({ kind: 'endless' });
});
