import type { Facts } from '../../src/analysis/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';

/** An edge into a block, in its final place. */
export interface Arrival {
  readonly from: BlockId;
  /** What is known on the edge. */
  readonly facts: Facts;
}

/** At a join, so many tests are looked at for whether all edges agree about them. */
const MAX_TESTS = 4;

/** A test and the outcome with which it leads to a block. */
interface Condition {
  readonly test: ValueId;
  readonly outcome: boolean;
}

/**
 * What is known where several edges meet: what was `inherited` from the immediate dominator, how far
 * `caplen` reaches on all edges, and the tests that have one outcome on all edges. Of those only the
 * tests at the old edges into the block are looked at: threading is what takes a block's edges away
 * from behind the test that they have in common.
 */
export function factsAtJoin(
  filter: FilterView,
  arrivals: readonly Arrival[],
  { id, inherited }: { readonly id: BlockId; readonly inherited: Facts },
): Facts {
  const reach = Math.min(...arrivals.map(({ facts }) => facts.reach));
  let known = inherited.reaching(reach);
  for (const { test, outcome } of conditionsInto(filter, id)) {
    if (arrivals.every(({ facts }) => facts.outcome(test) === outcome)) {
      known = known.assume(test, outcome) ?? known;
    }
  }
  return known;
}

function conditionsInto(filter: FilterView, id: BlockId): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const predecessor of filter.predecessors(id)) {
    const { terminator } = filter.block(predecessor);
    if (terminator.kind === 'branch') {
      conditions.push({ test: terminator.test, outcome: terminator.ifTrue === id });
    }
    if (conditions.length === MAX_TESTS) {
      break;
    }
  }
  return conditions;
}
