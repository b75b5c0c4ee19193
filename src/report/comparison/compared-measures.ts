import type { CompiledVariant, TimingEntry } from '../../artifact/results/results.ts';
import { codeOf } from '../data/measure.ts';
import type { FilterPair, PairedFilters, Side } from './pair-filters.ts';
import type { Spread } from './replicates.ts';

/** What is compared of two sides. */
export interface ComparedMeasure {
  /** `executed`, `static`, `compile`, or `time` and an engine; unique. */
  readonly name: string;
  readonly title: string;
  /** For axes and heads: `ns a packet`. */
  readonly unit: string;
  /** Whether it is the same in every run, so that any difference is one. */
  readonly isExact: boolean;
  /** What both sides have of a filter, one entry for each trace of a time; none where one lacks it. */
  of(pair: FilterPair): readonly ValuePair[];
}

/** One number of both sides. Positive. */
export interface ValuePair {
  readonly a: number;
  readonly b: number;
  /** The repetitions behind them; absent for what is exact. */
  readonly spread?: readonly [a: Spread, b: Spread];
}

/** All that both sides measured. */
export function comparedMeasures(a: Side, b: Side, { traces }: PairedFilters): ComparedMeasure[] {
  const [target] = b.results.targets;
  const title = target?.title ?? '';
  const packets = new Map(traces.map((trace) => [trace.name, trace.packets]));
  const exact = (of: (variant: CompiledVariant) => number | null): ComparedMeasure['of'] => {
    return (pair) => positive(of(pair.a), of(pair.b));
  };
  return [
    {
      name: 'executed',
      title: `Executed ${title} instructions`,
      unit: 'instructions a packet',
      isExact: true,
      of: exact((variant) => executedOver(variant, packets)),
    },
    {
      name: 'static',
      title: `Static ${title} instructions`,
      unit: 'instructions',
      isExact: true,
      of: exact((variant) => codeOf(variant, target?.name)?.instructions ?? null),
    },
    ...enginesOfBoth(a, b).map((engine) => timeOn(engine, packets)),
    {
      name: 'compile',
      title: 'Compile time',
      unit: 'ms a filter',
      isExact: false,
      of: (pair) =>
        positive(pair.a.compile.total, pair.b.compile.total).map((values) => ({
          ...values,
          ...spreadOf(pair.a.compile.spread, pair.b.compile.spread),
        })),
    },
  ];
}

function timeOn(engine: string, traces: ReadonlyMap<string, number>): ComparedMeasure {
  const entriesOf = ({ timing }: CompiledVariant): readonly TimingEntry[] =>
    timing.filter((entry) => entry.engine === engine && traces.has(entry.trace));
  return {
    name: `time ${engine}`,
    title: `Time on ${engine}`,
    unit: 'ns a packet',
    isExact: false,
    of: ({ a, b }) =>
      entriesOf(b).flatMap((after) => {
        const before = entriesOf(a).find(({ trace }) => trace === after.trace);
        return positive(before?.median ?? null, after.median).map((values) => ({
          ...values,
          ...spreadOf(before, after),
        }));
      }),
  };
}

const enginesOfBoth = (a: Side, b: Side): readonly string[] =>
  b.results.engines
    .map(({ name }) => name)
    .filter((name) => a.results.engines.some((engine) => engine.name === name));

/** The mean over the packets of the traces that both sides read; `null` where there is none. */
function executedOver(
  { executed }: CompiledVariant,
  packets: ReadonlyMap<string, number>,
): number | null {
  const counted = executed.filter(({ trace }) => packets.has(trace));
  const weight = counted.reduce((sum, { trace }) => sum + (packets.get(trace) ?? 0), 0);
  const total = counted.reduce(
    (sum, { trace, instructions }) => sum + instructions * (packets.get(trace) ?? 0),
    0,
  );
  return weight === 0 ? null : total / weight;
}

const positive = (a: number | null, b: number | null): readonly ValuePair[] =>
  a === null || b === null || a <= 0 || b <= 0 ? [] : [{ a, b }];

const spreadOf = (a: Spread | undefined, b: Spread | undefined): Pick<ValuePair, 'spread'> =>
  a === undefined || b === undefined ? {} : { spread: [a, b] };
