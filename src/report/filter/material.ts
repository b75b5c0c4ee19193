import type { CompileOptions } from '../../compiler/compile.ts';
import type { ExperimentResults, FilterEntry, PipelineEntry } from '../../experiment/results.ts';
import { variantOf } from '../data/measure.ts';
import { type Listing, ourListings, peerListing } from './listings.ts';
import { compileInStages, type StagedCompilation } from './stages.ts';

/** What a filter's section shows besides its numbers: all worked out again from the expression. */
export interface FilterMaterial {
  readonly filter: FilterEntry;
  /** The pipeline that is shown at work. */
  readonly pipeline: PipelineEntry;
  /** The compilation, or the message of the error that ended it. */
  readonly staged: StagedCompilation | { readonly error: string };
  /** Classic BPF, ours first. */
  readonly cbpf: readonly Listing[];
  readonly x64: Listing | null;
}

/** How the filters of an experiment are compiled again. */
export interface MaterialOptions {
  readonly compile: CompileOptions;
  /** Graphs with more blocks are not drawn. */
  readonly maxBlocks: number;
}

/** A peer that took longer than this, in milliseconds, is not asked again. */
const PATIENCE = 1_000;

/** Compiles `filter` again to show what happens on the way. */
export function materialOf(
  filter: FilterEntry,
  pipeline: PipelineEntry,
  results: ExperimentResults,
  { compile, maxBlocks }: MaterialOptions,
): FilterMaterial {
  const peers = results.pipelines
    .filter(({ peer }) => peer)
    .toReversed()
    .flatMap((peer): Listing[] => {
      const variant = variantOf(filter, peer.name);
      if (variant === null) {
        return [];
      }
      return variant.compile.total > PATIENCE
        ? [{ title: peer.name, missing: 'left out: it takes too long to compile' }]
        : [peerListing(filter.expression, filter.dlt, peer)];
    });
  try {
    const staged = compileInStages(filter.expression, {
      compile: { ...compile, dlt: filter.dlt, passes: pipeline.text ?? pipeline.name },
      scenes: 'ends',
      maxBlocks,
    });
    const [cbpf, x64] = ourListings(staged.filter, pipeline.name);
    return { filter, pipeline, staged, cbpf: [cbpf, ...peers], x64 };
  } catch (error) {
    // Whatever went wrong belongs into the report, which tells of all the other filters.
    const message = error instanceof Error ? error.message : String(error);
    return { filter, pipeline, staged: { error: message }, cbpf: peers, x64: null };
  }
}
