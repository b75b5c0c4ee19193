import { compile } from '../../compiler/compile.ts';
import { printFilter } from '../../ir/print.ts';
import { PassError, VerifyError } from '../../pass/pass-error.ts';
import type { CodeRunner } from '../trial/code-runner.ts';
import { applicationsIn } from '../trial/explicit-passes.ts';
import { runTrialPasses } from '../trial/run-trial-passes.ts';
import type { Discrepancy, Finding, Trial } from '../trial/trial.ts';
import { tryTrial } from '../trial/try-trial.ts';

/** The application of a pass with which a failure begins. */
export interface GuiltyApplication extends Discrepancy {
  readonly kind: 'pass';
  /** Counts from 1: the least limit of `--opt-bisect-limit` with which the trial fails. */
  readonly application: number;
  /** How many applications the trial makes. */
  readonly applications: number;
  readonly pass: string;
  /** The filter as the pass got it, as text. */
  readonly before: string;
  /** The filter as the pass left it; `null` where it did not come to an end. */
  readonly after: string | null;
  /**
   * Whether the filter that the pass left has the right verdict on the reference interpreter, so that
   * not the pass is wrong but what lowers its result.
   */
  readonly isRightAsIr: boolean;
}

/** What a bisection has found. */
export type BisectResult =
  | GuiltyApplication
  /** The trial fails without any pass: the front end or what lowers the filter is wrong. */
  | ({ readonly kind: 'no-pass' } & Discrepancy)
  /** It fails after no number of applications: a `repeat` does not end. */
  | ({ readonly kind: 'endless' } & Discrepancy);

/**
 * Names the pass application with which `finding` begins, by halving the range in which it must lie:
 * with all applications before it the trial does not fail, with it too it does. O(log n) trials.
 */
export async function bisect(finding: Finding, runner: CodeRunner): Promise<BisectResult> {
  const { trial, packet } = finding;
  const packets = packet === null ? [] : [packet];
  const failsAt = (bisectLimit: number): Promise<Discrepancy | null> =>
    tryTrial({ ...trial, bisectLimit }, packets, runner);

  const without = trial.engine === 'original' ? finding : await failsAt(0);
  if (without !== null) {
    return { kind: 'no-pass', failure: without.failure, packet: without.packet };
  }
  const { list: applications, isEndless } = applicationsIn(trial);
  if (isEndless) {
    return { kind: 'endless', failure: finding.failure, packet };
  }
  let [right, wrong] = [0, applications.length];
  let found: Discrepancy = finding;
  while (wrong - right > 1) {
    const middle = (right + wrong) >>> 1;
    const discrepancy = await failsAt(middle);
    if (discrepancy === null) {
      right = middle;
    } else {
      wrong = middle;
      found = discrepancy;
    }
  }
  const asIr = await tryTrial(
    { ...trial, engine: 'interpreter', bisectLimit: wrong },
    packets,
    runner,
  );
  return {
    kind: 'pass',
    application: wrong,
    applications: applications.length,
    pass: applications[wrong - 1]?.pass ?? '',
    before: filterAfter(trial, right) ?? '',
    after: filterAfter(trial, wrong),
    isRightAsIr: asIr === null,
    failure: found.failure,
    packet: found.packet,
  };
}

/** The filter after the first `bisectLimit` applications; `null` where they do not come to an end. */
function filterAfter(trial: Trial, bisectLimit: number): string | null {
  const { filter } = compile(trial.source, { ...trial.options, config: {}, passes: '' });
  try {
    runTrialPasses(filter, { ...trial, bisectLimit });
  } catch (error) {
    if (error instanceof PassError || error instanceof VerifyError) {
      return null;
    }
    throw error;
  }
  return printFilter(filter);
}
