import { isCheck } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  extentOf,
  type GuardInstr,
  type Instr,
  successors,
  type Terminator,
} from '../../src/ir/ir.ts';

/** By base, how far some check reaches on every path from a point to an accepting return. */
type Anticipated = ReadonlyMap<ValueId | null, number>;

/** The state where no path leads to an accepting return: everything is anticipated. */
const EVERYTHING = 'everything';

type State = Anticipated | typeof EVERYTHING;

const NOTHING: Anticipated = new Map();

/** A guard for which a later check stands in on some edge out of its block, but not on all. */
export interface PartlyAnticipated {
  readonly guard: ValueId;
  readonly from: BlockId;
  /** Where the first edge leads that has no path to such a check, or only some. */
  readonly to: BlockId;
}

/** What later checks make of guards. */
export interface AnticipatedGuards {
  /** The guards that need not stand, because later checks reach as far on every path that may accept. */
  readonly superfluous: ReadonlySet<ValueId>;
  /** Of each block at most its last other guard: so all of them take time linear in the edges. */
  readonly partly: readonly PartlyAnticipated[];
}

/**
 * The guards for which `removable` holds, by whether later checks reach as far.
 *
 * `order` is the reverse postorder; the sweep goes against it. Only the bases of removable guards,
 * and the start of the packet, are followed.
 */
export function anticipatedGuards(
  filter: FilterView,
  order: readonly BlockId[],
  removable: (guard: GuardInstr) => boolean,
): AnticipatedGuards {
  const bases = basesOf(filter, removable);
  const superfluous = new Set<ValueId>();
  if (bases.size === 0) {
    return { superfluous, partly: [] };
  }
  const kept: GuardInstr[] = [];
  const atEntry: (State | undefined)[] = new Array(filter.blockBound);
  for (const id of order.toReversed()) {
    const { instrs, terminator } = filter.block(id);
    const sweep = new BlockSweep(bases, atEnd(terminator, atEntry));
    let lastKept: GuardInstr | null = null;
    for (const instr of instrs.toReversed()) {
      if (instr.kind === 'guard' && removable(instr)) {
        if (sweep.covers(instr)) {
          superfluous.add(instr.id);
        } else {
          lastKept ??= instr;
        }
      }
      sweep.passUp(instr);
    }
    if (lastKept !== null) {
      kept.push(lastKept);
    }
    atEntry[id] = sweep.state;
  }
  return {
    superfluous,
    partly: kept.flatMap((guard) => partlyAnticipated(filter, guard, atEntry)),
  };
}

function partlyAnticipated(
  filter: FilterView,
  guard: GuardInstr,
  atEntry: readonly (State | undefined)[],
): readonly PartlyAnticipated[] {
  const from = filter.definitionBlock(guard.id);
  const to = openTarget(guard, filter.block(from).terminator, atEntry);
  return to === null ? [] : [{ guard: guard.id, from, to }];
}

/**
 * The first successor where no check as far as `guard` is anticipated; `null` unless one is at
 * another. That another rejects anyway does not count: most tests have such an edge.
 */
function openTarget(
  guard: GuardInstr,
  terminator: Terminator,
  atEntry: readonly (State | undefined)[],
): BlockId | null {
  let open: BlockId | null = null;
  let isChecked = false;
  for (const target of successors(terminator)) {
    const state = atEntry[target] ?? NOTHING;
    if (!covers(state, guard)) {
      open ??= target;
    } else if (state !== EVERYTHING) {
      isChecked = true;
    }
  }
  return isChecked ? open : null;
}

/** Whether what is anticipated in `state` rejects the packets that `guard` does. */
function covers(state: State, guard: GuardInstr): boolean {
  return state === EVERYTHING || (state.get(guard.base) ?? -1) >= guard.offset;
}

function basesOf(
  filter: FilterView,
  removable: (guard: GuardInstr) => boolean,
): ReadonlySet<ValueId | null> {
  const bases = new Set<ValueId | null>();
  for (const { instrs } of filter.blocks()) {
    for (const instr of instrs) {
      if (instr.kind === 'guard' && removable(instr)) {
        bases.add(instr.base);
      }
    }
  }
  return bases;
}

function atEnd(terminator: Terminator, atEntry: readonly (State | undefined)[]): State {
  if (terminator.kind === 'return') {
    const { verdict } = terminator;
    return verdict.kind === 'constant' && verdict.value === 0 ? EVERYTHING : NOTHING;
  }
  return successors(terminator)
    .map((target) => atEntry[target] ?? NOTHING)
    .reduce(meet);
}

/** What is anticipated on both paths. */
function meet(a: State, b: State): State {
  if (a === EVERYTHING || a === b) {
    return b;
  }
  if (b === EVERYTHING) {
    return a;
  }
  const both = new Map<ValueId | null, number>();
  for (const [base, extent] of a) {
    const other = b.get(base);
    if (other !== undefined) {
      both.set(base, Math.min(extent, other));
    }
  }
  return both;
}

/** Goes up one block. Copies the state it starts from at the first change. */
class BlockSweep {
  readonly #bases: ReadonlySet<ValueId | null>;
  #state: State;
  #own: Map<ValueId | null, number> | null = null;

  constructor(bases: ReadonlySet<ValueId | null>, state: State) {
    this.#bases = bases;
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /** Whether what follows rejects the packets that `guard` does. */
  covers(guard: GuardInstr): boolean {
    return covers(this.#state, guard);
  }

  /** Goes above `instr`: what it checks is anticipated there, and no check is based on its value. */
  passUp(instr: Instr): void {
    if (this.#state !== EVERYTHING && this.#state.has(instr.id)) {
      this.#change(this.#state).delete(instr.id);
    }
    if (isCheck(instr)) {
      const extent = extentOf(instr);
      this.#raise(instr.base, extent);
      this.#raise(null, extent);
    }
  }

  #raise(base: ValueId | null, extent: number): void {
    if (
      this.#state !== EVERYTHING &&
      this.#bases.has(base) &&
      (this.#state.get(base) ?? -1) < extent
    ) {
      this.#change(this.#state).set(base, extent);
    }
  }

  #change(state: Anticipated): Map<ValueId | null, number> {
    this.#own ??= new Map(state);
    this.#state = this.#own;
    return this.#own;
  }
}
