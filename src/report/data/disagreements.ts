import type { CompiledVariant, ExperimentResults, FilterEntry } from '../../experiment/results.ts';
import { variantOf } from './measure.ts';

/** A pipeline whose code gave other verdicts than the reference. */
export interface Disagreement {
  readonly filter: FilterEntry;
  readonly pipeline: string;
  /** Whether a peer's code is at odds, not ours. */
  readonly peer: boolean;
  /** How the verdicts differ, one entry for each trace where they do. */
  readonly traces: readonly TraceDisagreement[];
}

export interface TraceDisagreement {
  readonly trace: string;
  /** How many packets the pipeline accepted, and how many the reference. */
  readonly accepted: number;
  readonly expected: number;
}

/** All variants that gave other verdicts than `reference`, ours first. */
export function disagreements(
  results: ExperimentResults,
  reference: string,
): readonly Disagreement[] {
  const found = results.pipelines
    .filter(({ name }) => name !== reference)
    .flatMap(({ name: pipeline, peer }) =>
      results.filters.flatMap((filter): Disagreement[] => {
        const traces = differences(variantOf(filter, pipeline), variantOf(filter, reference));
        return traces.length === 0 ? [] : [{ filter, pipeline, peer, traces }];
      }),
    );
  return [...found.filter(({ peer }) => !peer), ...found.filter(({ peer }) => peer)];
}

function differences(
  variant: CompiledVariant | null,
  reference: CompiledVariant | null,
): readonly TraceDisagreement[] {
  const expected = new Map(reference?.executed.map((counts) => [counts.trace, counts]));
  return (variant?.executed ?? []).flatMap(({ trace, verdicts, accepted }) => {
    const right = expected.get(trace);
    return right === undefined || right.verdicts === verdicts
      ? []
      : [{ trace, accepted, expected: right.accepted }];
  });
}
