import type { InterpretedPacket } from '../../interpret/packet.ts';
import { InvariantError } from '../../support/invariant.ts';
import { Random } from '../../support/random.ts';
import { directedPackets } from '../fuzz/directed/directed-packets.ts';
import type { CodeRunner } from './code-runner.ts';
import { TrialRun, type Variant } from './run-trial.ts';
import type { Finding, Trial, TrialEngine } from './trial.ts';

/** Where to look for a failure. */
export interface SearchOptions {
  readonly runner: CodeRunner;
  readonly engines: readonly TrialEngine[];
  /** The packets to try; by default such as are made for the filter. */
  readonly packets?: readonly InterpretedPacket[] | undefined;
  /** The most packets to make. Default: 400. */
  readonly limit?: number;
  /** A u32. Default: 1. */
  readonly seed?: number;
}

const DEFAULT_LIMIT = 400;

/**
 * The first failure of a filter on one of the engines, which are tried in order; `null` where all give
 * the right verdict on all packets.
 *
 * @throws what the front end throws for a source that can't be compiled.
 */
export async function searchFailure(
  trial: Omit<Trial, 'engine'>,
  { runner, engines, limit = DEFAULT_LIMIT, seed = 1, ...options }: SearchOptions,
): Promise<Finding | null> {
  const run = new TrialRun(trial.source, trial.options, runner);
  const packets = options.packets ?? packetsFor(run, trial, { limit, seed });
  for (const engine of engines) {
    const found = await run.check({ ...trial, engine }, packets);
    if (found !== null) {
      return { trial: { ...trial, engine }, ...found };
    }
  }
  return null;
}

/**
 * Packets for the paths through a filter, before and after the passes of `variant`; half of `limit`
 * each.
 */
export function packetsFor(
  run: TrialRun,
  variant: Omit<Variant, 'engine'>,
  { limit, seed }: { readonly limit: number; readonly seed: number },
): readonly InterpretedPacket[] {
  const random = new Random(seed);
  const half = Math.ceil(limit / 2);
  return [
    ...directedPackets(run.reference.filter, random, { limit: half }),
    ...packetsOfOptimized(run, variant, { limit: half, random }),
  ];
}

/**
 * Packets for the paths through the filter after the passes of `variant`; none where the passes fail,
 * or make something so wrong that it does not run.
 */
export function packetsOfOptimized(
  run: TrialRun,
  variant: Omit<Variant, 'engine'>,
  { limit, random }: { readonly limit: number; readonly random: Random },
): readonly InterpretedPacket[] {
  const filter = run.optimized(variant);
  if ('kind' in filter) {
    return [];
  }
  try {
    return directedPackets(filter, random, { limit });
  } catch (error) {
    if (error instanceof InvariantError) {
      return [];
    }
    throw error;
  }
}
