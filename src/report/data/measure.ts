import type {
  Code,
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  TimingEntry,
} from '../../artifact/results/results.ts';

/** One number about what a pipeline made of a filter. Smaller is better. */
export interface Measure {
  /** For titles: `Executed instructions`. */
  readonly title: string;
  /** For axes and column heads: `per packet`. */
  readonly unit: string;
  /** `null` where it was not measured. */
  of(variant: CompiledVariant): number | null;
}

/** The measures that are exact: the same on every machine and in every run. */
export interface ExactMeasures {
  readonly executed: Measure;
  readonly size: Measure;
}

/** The measures of one experiment. */
export function exactMeasures(results: ExperimentResults): ExactMeasures {
  const [first] = results.targets;
  const name = first?.title ?? '';
  const packets = new Map(results.traces.map((trace) => [trace.name, trace.packets]));
  return {
    executed: {
      title: `Executed ${name} instructions`,
      unit: 'instructions a packet',
      of: ({ executed }) =>
        weightedMean(
          executed.map(({ trace, instructions }) => [instructions, packets.get(trace) ?? 0]),
        ),
    },
    size: {
      title: `Static ${name} instructions`,
      unit: 'instructions',
      of: (variant) => codeOf(variant, first?.name)?.instructions ?? null,
    },
  };
}

/** The code for one target; `null` where there is none. */
export function codeOf({ code }: CompiledVariant, target: string | undefined): Code | null {
  const found = code.find((entry) => entry.target === target);
  return found === undefined || 'missing' in found ? null : found;
}

/** What `pipeline` made of `filter`; `null` where it failed or was not asked. */
export function variantOf(filter: FilterEntry, pipeline: string): CompiledVariant | null {
  const variant = filter.variants.find((candidate) => candidate.pipeline === pipeline);
  return variant === undefined || 'error' in variant ? null : variant;
}

/** The measure of one filter under one pipeline. */
export function measured(measure: Measure, filter: FilterEntry, pipeline: string): number | null {
  const variant = variantOf(filter, pipeline);
  return variant === null ? null : measure.of(variant);
}

/** A measure before and after a change; `null` where it was not taken. */
export type MeasurePair = readonly [before: number | null, after: number | null];

/** `after` over `before`, where both are positive. */
export function ratiosOf(pairs: readonly MeasurePair[]): readonly number[] {
  return pairs.flatMap(([before, after]) =>
    before === null || after === null || before <= 0 || after <= 0 ? [] : [after / before],
  );
}

/** The times on each trace on which one engine ran the code of both. */
export function timePairs(
  before: CompiledVariant,
  after: CompiledVariant,
  of: (entry: TimingEntry) => number,
): readonly MeasurePair[] {
  return after.timing.flatMap((entry): MeasurePair[] => {
    const other = before.timing.find(
      ({ trace, engine }) => trace === entry.trace && engine === entry.engine,
    );
    return other === undefined ? [] : [[of(other), of(entry)]];
  });
}

function weightedMean(pairs: readonly (readonly [value: number, weight: number])[]): number | null {
  const weight = pairs.reduce((total, [, each]) => total + each, 0);
  const sum = pairs.reduce((total, [value, each]) => total + value * each, 0);
  return weight === 0 ? null : sum / weight;
}

export type Outcome = 'better' | 'worse' | 'equal';

/** A ratio this close to 1 counts as equal. */
const EQUAL_WITHIN = 0.005;

/** Whether a ratio is better than, worse than or equal to 1: a class of the page's styles. */
export function outcome(ratio: number, within: number = EQUAL_WITHIN): Outcome {
  if (Math.abs(ratio - 1) < within) {
    return 'equal';
  }
  return ratio < 1 ? 'better' : 'worse';
}
