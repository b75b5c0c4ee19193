import type { FilterEntry } from '../../artifact/results/results.ts';
import { Random } from '../../support/random.ts';
import { bootstrapInterval, type Interval } from '../../support/sampling/bootstrap.ts';
import { type SignedRank, signedRank } from '../../support/sampling/signed-rank.ts';
import { quantile } from '../../support/statistics.ts';
import { type ComparedMeasure, comparedMeasures, type ValuePair } from './compared-measures.ts';
import { type PairedFilters, pairFilters, type Side } from './pair-filters.ts';
import { medianDrawn } from './replicates.ts';

/** Two sides compared, measure by measure. A ratio is the second over the first: below 1 is better. */
export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  readonly filters: number;
  /** How many filters only one side has or compiled. */
  readonly leftOut: number;
  /** Those that both sides have of any filter. */
  readonly measures: readonly MeasureComparison[];
}

export interface MeasureComparison {
  readonly measure: ComparedMeasure;
  /** How far from 1 a ratio must be to count: 0 for what is exact. */
  readonly margin: number;
  /** In the order of the second side. */
  readonly filters: readonly FilterComparison[];
  /** All filters, then one row a group. */
  readonly rows: readonly [GroupComparison, ...GroupComparison[]];
}

export interface FilterComparison {
  readonly filter: FilterEntry;
  /** Geometric means over the traces. */
  readonly a: number;
  readonly b: number;
  readonly ratio: number;
  /** The 95 % interval of the ratio over repetitions; `null` for what is exact or has no spread. */
  readonly interval: Interval | null;
  readonly verdict: Verdict;
}

/** Whether the second side is better, worse, or not to be told from the first. */
export type Verdict = 'better' | 'worse' | 'same';

export interface GroupComparison {
  /** `all` for all filters. */
  readonly group: string;
  readonly filters: number;
  /** The geometric mean of the filters' ratios. */
  readonly ratio: number;
  /** Its 95 % interval over filters, and repetitions; `null` of one filter. */
  readonly interval: Interval | null;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Whether the ratios lie around 1; `null` with fewer than {@link FEWEST} that don't equal 1. */
  readonly test: SignedRank | null;
  /** `few` where there are too few filters to say. */
  readonly verdict: Verdict | 'few';
}

/** With fewer pairs no outcome of the signed-rank test is below 0.05. */
export const FEWEST = 6;

/** How much two times may differ without a meaning: in one run, and between runs. */
export const TIME_MARGINS = { run: 0.01, runs: 0.05 } as const;

/** Ratios nearer to 1 than this are equal: counts were divided. */
const TOLERANCE = 1e-9;

/** How often the repetitions of one filter are drawn anew. */
const REPLICATES = 300;

/** Compares `b` with `a`. The same seed, a u32, gives the same intervals. */
export function compareSides(a: Side, b: Side, seed = 1): Comparison {
  const paired = pairFilters(a, b);
  const isSameRun = a.results.created === b.results.created && a.results.name === b.results.name;
  const timeMargin = isSameRun ? TIME_MARGINS.run : TIME_MARGINS.runs;
  const measures = comparedMeasures(a, b, paired).flatMap((measure) =>
    compareMeasure(paired, measure, { margin: measure.isExact ? 0 : timeMargin, seed }),
  );
  return { a, b, filters: paired.pairs.length, leftOut: paired.leftOut, measures };
}

/** A filter's logarithm of the ratio, and others from repetitions drawn anew. */
interface LogRatio {
  readonly group: string;
  readonly value: number;
  /** Empty for what is exact. */
  readonly replicates: readonly number[];
}

interface MeasureOptions {
  readonly margin: number;
  readonly seed: number;
}

function compareMeasure(
  { pairs }: PairedFilters,
  measure: ComparedMeasure,
  options: MeasureOptions,
): readonly MeasureComparison[] {
  const random = new Random(options.seed);
  const logs: LogRatio[] = [];
  const filters = pairs.flatMap((pair): FilterComparison[] => {
    const values = measure.of(pair);
    if (values.length === 0) {
      return [];
    }
    const replicates = values.every(({ spread }) => spread !== undefined)
      ? Array.from({ length: REPLICATES }, () => meanLog(values.map((one) => drawn(one, random))))
      : [];
    const value = meanLog(values);
    logs.push({ group: pair.filter.group, value, replicates });
    return [filterComparison(pair.filter, values, { value, replicates, margin: options.margin })];
  });
  if (filters.length === 0) {
    return [];
  }
  const groups = [...new Set(logs.map(({ group }) => group))];
  const of = (group: string | null): readonly FilterComparison[] =>
    filters.filter(({ filter }) => group === null || filter.group === group);
  const row = (group: string | null): GroupComparison =>
    groupComparison(
      group ?? 'all',
      of(group),
      logs.filter((log) => group === null || log.group === group),
      options,
    );
  const rest = groups.length > 1 ? groups.map(row) : [];
  return [{ measure, margin: options.margin, filters, rows: [row(null), ...rest] }];
}

const meanLog = (values: readonly Pick<ValuePair, 'a' | 'b'>[]): number =>
  values.reduce((sum, { a, b }) => sum + Math.log(b / a), 0) / values.length;

const drawn = ({ a, b, spread }: ValuePair, random: Random): Pick<ValuePair, 'a' | 'b'> =>
  spread === undefined
    ? { a, b }
    : { a: medianDrawn(spread[0], random), b: medianDrawn(spread[1], random) };

function filterComparison(
  filter: FilterEntry,
  values: readonly ValuePair[],
  log: { readonly value: number; readonly replicates: readonly number[]; readonly margin: number },
): FilterComparison {
  const mean = (side: 'a' | 'b'): number =>
    Math.exp(values.reduce((sum, one) => sum + Math.log(one[side]), 0) / values.length);
  const sorted = log.replicates.toSorted((x, y) => x - y);
  const low = quantile(sorted, 0.025);
  const high = quantile(sorted, 0.975);
  const ratio = Math.exp(log.value);
  const interval =
    low === null || high === null ? null : { low: Math.exp(low), high: Math.exp(high) };
  return {
    filter,
    a: mean('a'),
    b: mean('b'),
    ratio,
    interval,
    verdict: verdictOf(interval ?? { low: ratio, high: ratio }, log.margin),
  };
}

/** Only what lies wholly on one side of 1, beyond the margin, is a difference. */
function verdictOf({ low, high }: Interval, margin: number): Verdict {
  if (high < 1 / (1 + margin) - TOLERANCE) {
    return 'better';
  }
  return low > 1 + margin + TOLERANCE ? 'worse' : 'same';
}

function groupComparison(
  group: string,
  filters: readonly FilterComparison[],
  logs: readonly LogRatio[],
  { margin, seed }: MeasureOptions,
): GroupComparison {
  const count = (verdict: Verdict): number =>
    filters.filter((filter) => filter.verdict === verdict).length;
  const values = logs.map(({ value }) => (Math.abs(value) < TOLERANCE ? 0 : value));
  const test = signedRank(values);
  const interval = logs.length < 2 ? null : groupInterval(logs, seed);
  return {
    group,
    filters: filters.length,
    ratio: Math.exp(meanOf(values)),
    interval,
    wins: count('better'),
    losses: count('worse'),
    ties: count('same'),
    test: test === null || test.pairs < FEWEST ? null : test,
    verdict: interval === null || filters.length < FEWEST ? 'few' : settled(interval, margin, test),
  };
}

/** The most that the probability of chance may be where a difference is called one. */
const SIGNIFICANT = 0.05;

/** A difference needs both: an interval beyond the margin, and signs that are not chance. */
function settled(interval: Interval, margin: number, test: SignedRank | null): Verdict {
  const verdict = verdictOf(interval, margin);
  return test !== null && test.probability < SIGNIFICANT ? verdict : 'same';
}

/** Draws filters anew, and for each filter its repetitions. */
function groupInterval(logs: readonly LogRatio[], seed: number): Interval {
  const { low, high } = bootstrapInterval(
    (random) => {
      let sum = 0;
      for (let index = 0; index < logs.length; index += 1) {
        const { value, replicates } = logs[random.below(logs.length)] as LogRatio;
        sum += replicates[random.below(Math.max(replicates.length, 1))] ?? value;
      }
      return sum / logs.length;
    },
    { seed },
  );
  return { low: Math.exp(low), high: Math.exp(high) };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
