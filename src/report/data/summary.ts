import type { ExperimentResults } from '../../artifact/results/results.ts';
import { type FindingGroups, groupFindings } from './finding-groups.ts';
import { type ExactMeasures, exactMeasures } from './measure.ts';
import { type FilterRatio, filterRatios, type RatioTable, ratioTable } from './ratio-table.ts';
import { type Roles, rolesOf } from './roles.ts';
import { type Runner, type TimingTable, timingTable } from './timing-table.ts';

/** All that a report says about one experiment as a whole. */
export interface ExperimentSummary {
  readonly results: ExperimentResults;
  readonly roles: Roles;
  readonly measures: ExactMeasures;
  readonly executed: RatioTable;
  readonly size: RatioTable;
  /** Executed instructions of the subject over the baseline, the best filter first. */
  readonly ratios: readonly FilterRatio[];
  readonly timing: TimingTable;
  /** Whose times others are compared with: the peer's engine on the peer's best code. */
  readonly timingBaseline: Runner | null;
  readonly findings: FindingGroups;
}

/** Summarizes `results`; `null` where no pipeline of ours made any code. */
export function summarize(results: ExperimentResults): ExperimentSummary | null {
  const roles = rolesOf(results);
  if (roles === null) {
    return null;
  }
  const measures = exactMeasures(results);
  const timing = timingTable(results);
  const atBaseline = timing.runners.filter(({ pipeline }) => pipeline === roles.baseline);
  return {
    results,
    roles,
    measures,
    executed: ratioTable(results, measures.executed, roles.baseline),
    size: ratioTable(results, measures.size, roles.baseline),
    ratios: filterRatios(results, measures.executed, roles),
    timing,
    timingBaseline: atBaseline.find(({ engine }) => engine === 'libpcap') ?? atBaseline[0] ?? null,
    findings: groupFindings(results),
  };
}

/** The ratio of the subject to the baseline over all filters; `null` where it is the baseline. */
export function totalRatio({ pipelines, total }: RatioTable, { subject }: Roles): number | null {
  return total.ratios[pipelines.indexOf(subject)] ?? null;
}
