import type { Facts } from '../../src/analysis/facts/facts.ts';
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

/** More numbers than these that a value can be are not kept apart. */
const MAX_CHOICES = 8;

/** A test and the outcome with which it leads to a block. */
interface Condition {
  readonly test: ValueId;
  readonly outcome: boolean;
}

/**
 * What is known where several edges meet: what was `inherited` from the immediate dominator, how far
 * `caplen` reaches on all edges, and what the tests at the old edges into the block are about:
 *
 * - tests that have one outcome on all edges, though they no longer stand before all of them, as
 *   threading leads edges past them;
 * - values that are one of a few constants, as behind `tcp or udp or sctp`.
 */
export function factsAtJoin(
  filter: FilterView,
  arrivals: readonly Arrival[],
  { id, inherited }: { readonly id: BlockId; readonly inherited: Facts },
): Facts {
  const reach = Math.min(...arrivals.map(({ facts }) => facts.reach));
  let known = inherited.reaching(reach);
  const conditions = conditionsInto(filter, id);
  for (const { test, outcome } of conditions) {
    if (arrivals.every(({ facts }) => facts.outcome(test) === outcome)) {
      known = known.assume(test, outcome) ?? known;
    }
  }
  for (const value of comparedValues(filter, conditions)) {
    const choices = choicesOn(arrivals, value);
    known = choices === null ? known : known.choosing(value, choices);
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

/** The values that the conditions compare for equality, each once. */
function comparedValues(
  filter: FilterView,
  conditions: readonly Condition[],
): ReadonlySet<ValueId> {
  const values = new Set<ValueId>();
  for (const { test } of conditions) {
    const instr = filter.definition(test);
    if (instr.kind === 'binary' && instr.op === 'eq' && instr.type === 'i32') {
      values.add(instr.lhs);
    }
  }
  return values;
}

/** The few constants of which `value` is one on every edge; `null` where that is not known. */
function choicesOn(arrivals: readonly Arrival[], value: ValueId): readonly number[] | null {
  const all = new Set<number>();
  for (const { facts } of arrivals) {
    const choices = facts.choicesOf(value);
    if (choices === null || all.size > MAX_CHOICES) {
      return null;
    }
    for (const choice of choices) {
      all.add(choice);
    }
  }
  return all.size > MAX_CHOICES ? null : [...all];
}
