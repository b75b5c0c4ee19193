import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import { terminatorOperand } from '../../src/ir/ir.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import type { Segment } from './conjunctions.ts';
import { pays } from './pays.ts';
import { type Worth, worthOf } from './segment-cost.ts';
import { needsOf } from './segment-needs.ts';

/** A segment is moved up across at most so many others. */
const MAX_CROSSED = 16;

/** A segment and what decides about its place. */
interface Candidate {
  readonly segment: Segment;
  readonly worth: Worth;
  /** The indexes of segments that have to stay before it. */
  readonly needs: ReadonlySet<number>;
  readonly index: number;
  /** The number of the value that it tests; `null` where it is more than one test. */
  readonly subject: number | null;
}

/**
 * The order in which each segment stands before those that are surely worth less, but for those
 * whose values it needs; `null` where that is the order that they have, or where more tests would
 * follow those of another value.
 */
export function bestOrder(
  filter: FilterView,
  segments: readonly Segment[],
  { numbers, remark }: Pick<PassContext, 'remark'> & { readonly numbers: ValueNumbers },
): readonly Segment[] | null {
  const needs = needsOf(filter, segments);
  const candidates = segments.map((segment, index) => ({
    segment,
    index,
    worth: worthOf(filter, segment),
    needs: needs[index] ?? new Set<number>(),
    subject: subjectOf(filter, segment, numbers),
  }));
  const order = sort(candidates, remark);
  const isSame = order.every(({ index }, place) => index === place);
  return isSame || changesOf(order) > changesOf(candidates)
    ? null
    : order.map(({ segment }) => segment);
}

function sort(
  candidates: readonly Candidate[],
  remark: PassContext['remark'],
): readonly Candidate[] {
  const order: Candidate[] = [];
  for (const candidate of candidates) {
    let place = order.length;
    const top = Math.max(0, place - MAX_CROSSED);
    while (place > top && goesBefore(candidate, order[place - 1])) {
      place -= 1;
    }
    const kept = order[place - 1];
    if (
      kept !== undefined &&
      candidate.needs.has(kept.index) &&
      pays(candidate.worth, kept.worth)
    ) {
      const message = `stays behind b${kept.segment.head}, which rejects less, as it uses its values`;
      remark('missed', `b${candidate.segment.head}`, message);
    }
    order.splice(place, 0, candidate);
  }
  return order;
}

const goesBefore = ({ worth, needs }: Candidate, other: Candidate | undefined): boolean =>
  other !== undefined && !needs.has(other.index) && pays(worth, other.worth);

/** How often a test follows that of another value. */
function changesOf(order: readonly Candidate[]): number {
  return order.filter(
    ({ subject }, place) =>
      place > 0 && (subject === null || subject !== order[place - 1]?.subject),
  ).length;
}

function subjectOf(filter: FilterView, { blocks }: Segment, numbers: ValueNumbers): number | null {
  const [only, ...others] = blocks;
  if (only === undefined || others.length > 0) {
    return null;
  }
  const { terminator } = filter.block(only);
  const value = constantTest(filter, terminator)?.value ?? terminatorOperand(terminator);
  return value === null ? null : numbers.of(value);
}
