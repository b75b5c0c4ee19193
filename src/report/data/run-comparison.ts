import type { ExperimentResults, FilterEntry } from '../../artifact/results/results.ts';
import { geometricMean } from '../../support/statistics.ts';
import { exactMeasures, type Measure, measured, variantOf } from './measure.ts';

/** One run against the first, for one pipeline that both ran. Ratios are geometric means. */
export interface RunRatios {
  readonly run: string;
  readonly pipeline: string;
  /** How many filters both compiled. */
  readonly filters: number;
  /** `null` where the runs read other traces. */
  readonly executed: number | null;
  readonly size: number | null;
  /** Times a packet by engine, over the filters and traces that both timed. */
  readonly times: readonly { readonly engine: string; readonly ratio: number | null }[];
}

type FilterPair = readonly [first: FilterEntry, other: FilterEntry];

/** Compares each further run with the first. */
export function compareRuns(runs: readonly ExperimentResults[]): readonly RunRatios[] {
  const [first, ...others] = runs;
  return first === undefined ? [] : others.flatMap((other) => compareTwo(first, other));
}

function compareTwo(first: ExperimentResults, other: ExperimentResults): readonly RunRatios[] {
  const keyOf = ({ dlt, expression }: FilterEntry): string => `${dlt} ${expression}`;
  const known = new Map(first.filters.map((filter) => [keyOf(filter), filter]));
  const pairs = other.filters.flatMap((filter): FilterPair[] => {
    const match = known.get(keyOf(filter));
    return match === undefined ? [] : [[match, filter]];
  });
  const pipelines = other.pipelines
    .map(({ name }) => name)
    .filter((name) => first.pipelines.some((entry) => entry.name === name));
  const engines = other.engines
    .map(({ name }) => name)
    .filter((name) => first.engines.some((entry) => entry.name === name));
  const hasSameTraces = traceKey(first) === traceKey(other);
  return pipelines.map((pipeline) => ({
    run: `${other.name}, ${other.created}`,
    pipeline,
    filters: ratios(pairs, pipeline, exactMeasures(other).size).length,
    executed: hasSameTraces
      ? geometricMean(ratios(pairs, pipeline, exactMeasures(other).executed))
      : null,
    size: geometricMean(ratios(pairs, pipeline, exactMeasures(other).size)),
    times: engines.map((engine) => ({
      engine,
      ratio: geometricMean(timeRatios(pairs, pipeline, engine)),
    })),
  }));
}

const traceKey = ({ traces }: ExperimentResults): string =>
  traces.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n');

function ratios(pairs: readonly FilterPair[], pipeline: string, measure: Measure): number[] {
  return pairs.flatMap(([first, other]) => {
    const before = measured(measure, first, pipeline);
    const after = measured(measure, other, pipeline);
    return before === null || after === null || before <= 0 || after <= 0 ? [] : [after / before];
  });
}

function timeRatios(pairs: readonly FilterPair[], pipeline: string, engine: string): number[] {
  return pairs.flatMap(([first, other]) => {
    const before = new Map(
      variantOf(first, pipeline)
        ?.timing.filter((entry) => entry.engine === engine)
        .map(({ trace, median }) => [trace, median]),
    );
    return (variantOf(other, pipeline)?.timing ?? []).flatMap((entry) => {
      const median = entry.engine === engine ? before.get(entry.trace) : undefined;
      return median === undefined || median <= 0 ? [] : [entry.median / median];
    });
  });
}
