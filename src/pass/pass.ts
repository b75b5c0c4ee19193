import type { GetAnalysis } from '../analysis/analysis.ts';
import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId } from '../ir/ids.ts';
import type { MachineCosts } from '../ir/machine-costs.ts';

/**
 * Which verdicts a pass must keep.
 *
 * - `strict`: that of every packet, truncated ones included;
 * - `relaxed`: the same, except that a load whose value is not needed may go, so that a packet too
 *   short for that load alone may be accepted.
 */
export type Semantics = 'strict' | 'relaxed';

/**
 * What a remark tells: `done`, a change and its reason; `missed`, why a change that suggests itself
 * was not made; `warning`, something that the user probably did not mean.
 */
export type RemarkKind = 'done' | 'missed' | 'warning';

/** One message of a pass about one place of the filter. */
export interface Remark {
  readonly kind: RemarkKind;
  /** The entity as the text form prints it: `v7`, `b3`, `b3->b5`. */
  readonly where: string;
  /** Lower case, no full stop. */
  readonly message: string;
}

/** What the packets of a trace do in a filter: the traffic that the user says is typical. */
export interface Profile {
  /**
   * How many packets enter each block of `filter`; a block that none enters may be absent. Runs the
   * filter on all packets: for passes that compare a few forms of it.
   */
  entries(filter: FilterView): ReadonlyMap<BlockId, number>;
}

/** What a pass gets besides the filter. */
export interface PassContext {
  /** Yields an analysis of the filter as it is now, even halfway through the pass. */
  readonly get: GetAnalysis;
  readonly semantics: Semantics;
  /** `null` where the user gave no trace. */
  readonly profile: Profile | null;
  /** The machine that the filter is for; `ANY_MACHINE` where it is for all. */
  readonly target: MachineCosts;
  /** Adds `by` (default 1) to one of the pass's counters, for the report. 0 adds nothing. */
  count(statistic: string, by?: number): void;
  /** Tells the user something; heard only where remarks were asked for. */
  remark(kind: RemarkKind, where: string, message: string): void;
}

/**
 * One transformation of one filter.
 *
 * `run` must keep the filter's meaning: the same verdict on every packet, as far as
 * `context.semantics` demands. It need not say what it changed; the filter knows. It must be
 * deterministic, so that a failure can be reproduced, and must make no edit where it has nothing to
 * do, so that repetition ends.
 */
export interface Pass {
  /**
   * kebab-case and unique; the name in pipelines, dumps, reports and errors. A variant of a pass has its
   * own in angle brackets behind that, `switch-formation<lists>`.
   */
  readonly name: string;
  /** One sentence, in the third person, for the list of passes and the generated reference. */
  readonly summary: string;
  run(filter: Filter, context: PassContext): void;
}

/** The pass that `name` is a variant of: what stands before the angle brackets. */
export function passOfVariant(name: string): string {
  const [pass = name] = name.split('<');
  return pass;
}

/** The known passes by name; each call makes one with default options. */
export type PassRegistry = ReadonlyMap<string, () => Pass>;
