import { invariant } from '../../support/invariant.ts';

/** A jump as laid out while every jump is short. */
export interface ShortJump {
  /** The byte offset just after the jump. */
  readonly end: number;
  /** The byte offset of its target. */
  readonly target: number;
  /** The number of bytes by which it grows when it becomes near. */
  readonly growth: number;
}

/** What 8 bits of displacement reach, from the end of a jump. */
const SHORTEST = -128;
const LONGEST = 127;

/**
 * Finds the jumps that must be near, at the least: all are short at first, and one that becomes near
 * moves the code behind it, which may push others out of reach.
 *
 * A short jump reaches over at most 128 bytes, so a jump that grows concerns only its neighbours
 * within that distance: O(jumps) in all.
 *
 * Source: Szymanski, "Assembling Code for Machines with Span-Dependent Instructions", 1978.
 *
 * @param jumps in the order of the code.
 * @returns for each jump 1 where it must be near, else 0.
 */
export function relaxJumps(jumps: readonly ShortJump[]): Uint8Array {
  const near = new Uint8Array(jumps.length);
  const distances = Float64Array.from(jumps, ({ end, target }) => target - end);
  const worklist: number[] = [];

  const check = (index: number): void => {
    const distance = distances[index] ?? 0;
    if (near[index] === 0 && (distance < SHORTEST || distance > LONGEST)) {
      near[index] = 1;
      worklist.push(index);
    }
  };
  const widen = (index: number, grown: ShortJump, growth: number): void => {
    const jump = at(jumps, index);
    if (jump.end < grown.end && grown.end <= jump.target) {
      distances[index] = (distances[index] ?? 0) + growth;
    } else if (jump.target < grown.end && grown.end <= jump.end) {
      distances[index] = (distances[index] ?? 0) - growth;
    }
    check(index);
  };

  jumps.forEach((_, index) => {
    check(index);
  });
  for (let index = worklist.pop(); index !== undefined; index = worklist.pop()) {
    const grown = at(jumps, index);
    for (const other of neighbours(jumps, index)) {
      widen(other, grown, grown.growth);
    }
  }
  return near;
}

/** The jumps, `index` apart, whose end is near enough to that of jump `index` to reach over it. */
function* neighbours(jumps: readonly ShortJump[], index: number): Generator<number> {
  const { end } = at(jumps, index);
  for (let other = index - 1; other >= 0 && end - at(jumps, other).end <= LONGEST; other -= 1) {
    yield other;
  }
  const reach = -SHORTEST;
  for (
    let other = index + 1;
    other < jumps.length && at(jumps, other).end - end <= reach;
    other += 1
  ) {
    yield other;
  }
}

function at(jumps: readonly ShortJump[], index: number): ShortJump {
  const jump = jumps[index];
  invariant(jump !== undefined, `there is no jump ${index}`);
  return jump;
}
