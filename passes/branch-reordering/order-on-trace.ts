import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { Profile } from '../../src/pass/pass.ts';
import type { Segment } from './conjunctions.ts';
import { rearrange } from './rearrange.ts';
import { costOf } from './segment-cost.ts';
import { needsOf } from './segment-needs.ts';

/** So many orders of one conjunction are tried. */
const MOST_TRIALS = 64;

/** In a larger filter each trial would take too long. */
const MOST_BLOCKS = 256;

/** What is saved on less than this share of the instructions, other packets may not save. */
const LEAST_GAIN = 0.002;

/**
 * An order of `segments` in which the packets of the trace execute fewer instructions; `null` where
 * none is found. Exact: how often a test holds depends on those before it, so each order is run.
 *
 * From the order that there is, one segment at a time is moved to where that saves most, as long as
 * it saves something. Linear in the filter and the trace, for each of a bounded number of trials.
 */
export function orderOnTrace(
  filter: Filter,
  segments: readonly Segment[],
  profile: Profile,
): readonly Segment[] | null {
  if (filter.blockBound > MOST_BLOCKS) {
    return null;
  }
  const needs = needsOf(filter, segments);
  const cost = (order: readonly Segment[]): number => {
    const trial = filter.clone();
    rearrange(trial, segments, order);
    return executedCost(trial, profile);
  };
  let best = segments;
  let least = executedCost(filter, profile) * (1 - LEAST_GAIN);
  let trials = 0;
  for (let isBetter = true; isBetter && trials < MOST_TRIALS; ) {
    isBetter = false;
    for (const order of moves(best, segments, needs).slice(0, MOST_TRIALS - trials)) {
      trials += 1;
      const found = cost(order);
      if (found < least) {
        [best, least, isBetter] = [order, found, true];
      }
    }
  }
  return best === segments ? null : best;
}

/** The orders in which one segment stands before some that it need not be behind. */
function moves(
  order: readonly Segment[],
  segments: readonly Segment[],
  needs: readonly ReadonlySet<number>[],
): readonly (readonly Segment[])[] {
  const found: (readonly Segment[])[] = [];
  for (const [from, segment] of order.entries()) {
    const needed = needs[segments.indexOf(segment)];
    for (let to = from - 1; to >= 0; to -= 1) {
      const crossed = order[to];
      if (crossed === undefined || needed?.has(segments.indexOf(crossed)) === true) {
        break;
      }
      found.push([
        ...order.slice(0, to),
        segment,
        ...order.slice(to, from),
        ...order.slice(from + 1),
      ]);
    }
  }
  return found;
}

/** The instructions that the packets of the trace execute, about. */
function executedCost(filter: FilterView, profile: Profile): number {
  let sum = 0;
  for (const [id, packets] of profile.entries(filter)) {
    sum += packets * costOf(filter.block(id));
  }
  return sum;
}
