import type { BlockId } from '../../src/ir/ids.ts';
import type { State } from './explore-states.ts';
import type { Step } from './step.ts';

/**
 * Makes one of the states of a block that lead to the same states of its successors, where blocks
 * that are only passed through don't count. Yields what to copy, each step behind those that lead to
 * it. Linear.
 */
export function minimize(states: readonly State[]): readonly Step[] {
  const chosen = new Map<State, Class>();
  /** Where a packet comes to in the end that enters a block in a state: the number of its class. */
  const destinations = new Map<State, string>();
  const classes = new Map<string, Class>();
  for (const state of states.toReversed()) {
    const ends = [...state.next.values()].map((next) => destinations.get(next) ?? '');
    const isOpen = new Set(ends).size !== 1;
    const key = `${state.block}|${isOpen ? ends.join() : ends[0]}`;
    const known = classes.get(key) ?? { state, id: classes.size };
    classes.set(key, known);
    chosen.set(state, known);
    destinations.set(state, isOpen || !state.isPassedThrough ? String(known.id) : (ends[0] ?? ''));
  }
  return stepsFrom(states, chosen);
}

/** States that are made one: the one that stands for all, and a number. */
interface Class {
  readonly state: State;
  readonly id: number;
}

function stepsFrom(states: readonly State[], chosen: ReadonlyMap<State, Class>): readonly Step[] {
  const idOf = (state: State): number => chosen.get(state)?.id ?? 0;
  const reached = new Set<number>();
  const steps: Step[] = [];
  for (const [index, state] of states.entries()) {
    const id = idOf(state);
    if (chosen.get(state)?.state !== state || (index > 0 && !reached.has(id))) {
      continue;
    }
    const next = new Map<BlockId, number>();
    for (const [target, follower] of state.next) {
      next.set(target, idOf(follower));
      reached.add(idOf(follower));
    }
    steps.push({ block: state.block, state: id, next });
  }
  return steps;
}
