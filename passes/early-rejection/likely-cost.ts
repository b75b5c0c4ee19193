import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr, Terminator } from '../../src/ir/ir.ts';
import { isCompareOp } from '../../src/ir/ops.ts';
import { isRejection } from '../edit/rejection.ts';
import type { NumberSet } from './accepted-numbers.ts';

/** A longer way is not followed. */
const LONGEST_WAY = 64;

/**
 * About how many instructions it takes from `start` until a packet is rejected that nothing is tested
 * for: each test for a number or a range fails. `null` where such a packet is not rejected, or where the
 * filter says how likely a test is: `branch-reordering` goes by that. Guards don't count: other passes move
 * them, so that a test before one would be inserted again and again.
 */
export function likelyCost(
  filter: FilterView,
  start: BlockId,
  numbers: ValueNumbers,
): number | null {
  let cost = 0;
  let loaded = -1;
  let at = start;
  for (let step = 0; step < LONGEST_WAY; step += 1) {
    if (isRejection(filter, at)) {
      return cost;
    }
    const { instrs, terminator } = filter.block(at);
    for (const instr of instrs.filter(isExecuted)) {
      cost += instr.kind === 'load' && numbers.of(instr.id) === loaded ? 0 : 1;
      loaded = numbers.of(instr.id);
    }
    const next = nextOf(filter, terminator);
    if (next === null) {
      return null;
    }
    cost += terminator.kind === 'jump' ? 0 : 1;
    at = next;
  }
  return null;
}

/** The instructions that find out whether a loaded value is in `set`, and the load. */
export const costOfSet = (set: NumberSet): number =>
  1 + set.reduce((sum, { low, high }) => sum + (low === high ? 1 : 2), 0);

const isExecuted = (instr: Instr): boolean =>
  instr.kind === 'load' ||
  instr.kind === 'unary' ||
  (instr.kind === 'binary' && !isCompareOp(instr.op));

function nextOf(filter: FilterView, terminator: Terminator): BlockId | null {
  switch (terminator.kind) {
    case 'return':
      return null;
    case 'jump':
      return terminator.target;
    case 'branch':
      return terminator.probability !== undefined
        ? null
        : (constantTest(filter, terminator)?.otherwise ?? terminator.ifFalse);
    case 'switch':
      return terminator.otherwise;
  }
}
