import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import { successors, type Terminator } from '../../../ir/ir.ts';

/** How often a test for equality holds where nothing is known of it. */
const EQUAL = 0.3;

/**
 * How often each block runs per packet, by its id: from the probabilities of the branches where they
 * have any, else from what tests are usually like. `order` has blocks after their predecessors.
 */
export function blockFrequencies(filter: FilterView, order: readonly BlockId[]): Float64Array {
  const frequencies = new Float64Array(filter.blockBound);
  frequencies[filter.entry] = 1;
  for (const id of order) {
    const frequency = frequencies[id] ?? 0;
    const { terminator } = filter.block(id);
    for (const [target, share] of shares(filter, terminator)) {
      frequencies[target] = (frequencies[target] ?? 0) + frequency * share;
    }
  }
  return frequencies;
}

/** The targets of `terminator` and how often each is taken, in [0, 1]. */
function shares(
  filter: FilterView,
  terminator: Terminator,
): readonly (readonly [BlockId, number])[] {
  if (terminator.kind === 'branch') {
    const { test, ifTrue, ifFalse, probability = guess(filter, test) } = terminator;
    return [
      [ifTrue, probability],
      [ifFalse, 1 - probability],
    ];
  }
  const targets = successors(terminator);
  return targets.map((target) => [target, 1 / targets.length]);
}

function guess(filter: FilterView, test: ValueId): number {
  const instr = filter.definition(test);
  const op = instr.kind === 'binary' ? instr.op : null;
  if (op === 'eq') {
    return EQUAL;
  }
  return op === 'ne' ? 1 - EQUAL : 0.5;
}
