import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
} from '../../artifact/results/results.ts';
import { geometricMean } from '../../support/statistics.ts';
import {
  exactMeasures,
  type Measure,
  type MeasurePair,
  ratiosOf,
  timePairs,
  variantOf,
} from './measure.ts';

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

type VariantPair = readonly [before: CompiledVariant, after: CompiledVariant];

/** Compares each further run with the first. */
export function compareRuns(runs: readonly ExperimentResults[]): readonly RunRatios[] {
  const [first, ...others] = runs;
  return first === undefined ? [] : others.flatMap((other) => compareTwo(first, other));
}

function compareTwo(first: ExperimentResults, other: ExperimentResults): readonly RunRatios[] {
  const keyOf = ({ dlt, expression }: FilterEntry): string => `${dlt} ${expression}`;
  const known = new Map(first.filters.map((filter) => [keyOf(filter), filter]));
  const { executed, size } = exactMeasures(other);
  const hasSameTraces = traceKey(first) === traceKey(other);
  return namesInBoth(first.pipelines, other.pipelines).map((pipeline) => {
    const pairs = other.filters.flatMap((filter): VariantPair[] => {
      const match = known.get(keyOf(filter));
      const before = match === undefined ? null : variantOf(match, pipeline);
      const after = variantOf(filter, pipeline);
      return before === null || after === null ? [] : [[before, after]];
    });
    const ratios = ({ of }: Measure): readonly number[] =>
      ratiosOf(pairs.map(([before, after]) => [of(before), of(after)]));
    return {
      run: `${other.name}, ${other.created}`,
      pipeline,
      filters: ratios(size).length,
      executed: hasSameTraces ? geometricMean(ratios(executed)) : null,
      size: geometricMean(ratios(size)),
      times: namesInBoth(first.engines, other.engines).map((engine) => ({
        engine,
        ratio: geometricMean(ratiosOf(pairs.flatMap((pair) => timesOn(engine, pair)))),
      })),
    };
  });
}

type Named = readonly { readonly name: string }[];

const namesInBoth = (first: Named, other: Named): readonly string[] =>
  other.map(({ name }) => name).filter((name) => first.some((entry) => entry.name === name));

const timesOn = (engine: string, [before, after]: VariantPair): readonly MeasurePair[] =>
  timePairs(
    before,
    { ...after, timing: after.timing.filter((entry) => entry.engine === engine) },
    ({ median }) => median,
  );

const traceKey = ({ traces }: ExperimentResults): string =>
  traces.map(({ name, sha256 }) => `${name} ${sha256}`).join('\n');
