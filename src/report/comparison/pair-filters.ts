import type {
  CompiledVariant,
  ExperimentResults,
  FilterEntry,
  TraceEntry,
} from '../../artifact/results/results.ts';
import { variantOf } from '../data/measure.ts';

/** One pipeline of one experiment: what is set against another. */
export interface Side {
  readonly results: ExperimentResults;
  readonly pipeline: string;
}

/** A filter that both sides compiled, with what each made of it. */
export interface FilterPair {
  /** As the second side has it. */
  readonly filter: FilterEntry;
  readonly a: CompiledVariant;
  readonly b: CompiledVariant;
}

/** The filters of two sides, matched by link type, language and expression. */
export interface PairedFilters {
  /** In the order of the second side. */
  readonly pairs: readonly FilterPair[];
  /** How many filters only one side has, or only one compiled. */
  readonly leftOut: number;
  /** The traces with the same content, which both ran. */
  readonly traces: readonly TraceEntry[];
}

export function pairFilters(a: Side, b: Side): PairedFilters {
  const known = new Map(a.results.filters.map((filter) => [keyOf(filter), filter]));
  const pairs = b.results.filters.flatMap((filter): FilterPair[] => {
    const match = known.get(keyOf(filter));
    const before = match === undefined ? null : variantOf(match, a.pipeline);
    const after = variantOf(filter, b.pipeline);
    return before === null || after === null ? [] : [{ filter, a: before, b: after }];
  });
  const all = new Set([...known.keys(), ...b.results.filters.map(keyOf)]);
  const content = ({ name, sha256 }: TraceEntry): string => `${name} ${sha256}`;
  const read = new Set(a.results.traces.map(content));
  return {
    pairs,
    leftOut: all.size - pairs.length,
    traces: b.results.traces.filter((trace) => read.has(content(trace))),
  };
}

const keyOf = ({ dlt, from = '', expression }: FilterEntry): string =>
  `${dlt} ${from} ${expression}`;
