import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  PipelineEntry,
} from '../../artifact/results/results.ts';
import { geometricMean, sidesOfOne } from '../../support/statistics.ts';
import { exactMeasures, type Measure, ratiosOf, timePairs, variantOf } from './measure.ts';

/** What one pass is worth: the pipeline without it over the whole, so that above 1 it is worth having. */
export interface AblationRow {
  /** The pass that is left out. */
  readonly without: string;
  /** The filters that both compiled. */
  readonly filters: number;
  /** Executed cBPF instructions a packet: the geometric mean of the ratios. */
  readonly executed: number | null;
  /** Static cBPF instructions: the geometric mean of the ratios. */
  readonly size: number | null;
  /**
   * Nanoseconds a packet in machine code: the geometric mean of the ratios of the shortest times, as
   * what disturbs a run only makes it longer; `null` if not timed.
   */
  readonly time: number | null;
  /** The compile time of all filters together. */
  readonly compile: number | null;
  /** For how many filters more is executed without the pass, and for how many less. */
  readonly more: number;
  readonly less: number;
}

/** A pipeline taken apart. */
export interface AblationTable {
  readonly whole: string;
  /** What is worth most first: by executed instructions, then by size. */
  readonly rows: readonly AblationRow[];
}

interface VariantPair {
  readonly whole: CompiledVariant;
  readonly part: CompiledVariant;
}

/** The ablation that an experiment made; `null` where it made none. */
export function ablationTable(results: ExperimentResults): AblationTable | null {
  const parts = results.pipelines.flatMap(({ name, ablation }) =>
    ablation === undefined ? [] : [{ name, ...ablation }],
  );
  const [first] = parts;
  if (first === undefined) {
    return null;
  }
  const rows = parts.map(({ name, of, without }) =>
    rowOf(results, { whole: of, part: name }, without),
  );
  const worth = (value: number | null): number => value ?? 0;
  return {
    whole: first.of,
    rows: rows.sort(
      (a, b) => worth(b.executed) - worth(a.executed) || worth(b.size) - worth(a.size),
    ),
  };
}

function rowOf(
  results: ExperimentResults,
  names: { readonly whole: string; readonly part: string },
  without: string,
): AblationRow {
  const { executed, size } = exactMeasures(results);
  const pairs = results.filters.flatMap((filter) => pairOf(filter, names));
  const ratios = ({ of }: Measure): readonly number[] =>
    ratiosOf(pairs.map(({ whole, part }) => [of(whole), of(part)]));
  const total = (pick: (pair: VariantPair) => CompiledVariant): number =>
    pairs.reduce((sum, pair) => sum + pick(pair).compile.total, 0);
  const whole = total((pair) => pair.whole);
  const work = ratios(executed);
  const { below, above } = sidesOfOne(work);
  const times = pairs.flatMap((pair) => timePairs(pair.whole, pair.part, ({ minimum }) => minimum));
  return {
    without,
    filters: pairs.length,
    executed: geometricMean(work),
    size: geometricMean(ratios(size)),
    time: geometricMean(ratiosOf(times)),
    compile: whole === 0 ? null : total((pair) => pair.part) / whole,
    more: above,
    less: below,
  };
}

function pairOf(
  filter: FilterEntry,
  names: { readonly whole: string; readonly part: string },
): readonly VariantPair[] {
  const [whole, part] = [variantOf(filter, names.whole), variantOf(filter, names.part)];
  return whole === null || part === null ? [] : [{ whole, part }];
}

/**
 * `results` without the pipelines of an ablation, which have a section of their own: in all other
 * tables they would only be in the way. Findings stay.
 */
export function withoutAblation(results: ExperimentResults): ExperimentResults {
  const isShown = ({ ablation }: PipelineEntry): boolean => ablation === undefined;
  if (results.pipelines.every(isShown)) {
    return results;
  }
  const pipelines = results.pipelines.filter(isShown);
  const names = new Set(pipelines.map(({ name }) => name));
  return {
    ...results,
    pipelines,
    filters: results.filters.map((filter) => ({
      ...filter,
      variants: filter.variants.filter(({ pipeline }) => names.has(pipeline)),
    })),
  };
}
