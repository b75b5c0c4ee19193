import { isConstant } from '../../src/ir/constant.ts';
import { isCheck, mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import {
  type BranchTerminator,
  extentOf,
  type Instr,
  successors,
  type Terminator,
} from '../../src/ir/ir.ts';

import type { MachineCosts } from '../../src/ir/machine-costs.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import { isLocal } from '../edit/is-local.ts';
import {
  FAILS,
  HOLDS,
  type KnownOutcomes,
  meet,
  noOutcomes,
  outcomeIn,
  UNKNOWN,
} from './known-outcomes.ts';
import { OutcomeMap } from './outcome-map.ts';
import type { TestTable } from './test-table.ts';

/** A block, as it is entered with some outcomes known. */
export interface State {
  readonly block: BlockId;
  /** By successor that can be taken: how it is entered. In the order of the terminator's targets. */
  readonly next: ReadonlyMap<BlockId, State>;
  /** Whether the block can't end the filter, nor any phi tells that control has come by it. */
  readonly isPassedThrough: boolean;
}

/** A state before its successors are known. */
interface OpenState {
  readonly block: BlockId;
  readonly known: KnownOutcomes;
  readonly next: Map<BlockId, State>;
  isPassedThrough: boolean;
}

/** What states are looked at by. */
interface ExploreParts {
  readonly tests: TestTable;
  readonly target: MachineCosts;
  /** So many states at most. */
  readonly limit: number;
}

/**
 * The states in which packets come to blocks, each behind those that lead to it; `null` where there
 * are more than `limit`. A block that is not to be copied has one state, in which only that is known
 * which is known however it is entered.
 */
export function explore(
  filter: FilterView,
  order: readonly BlockId[],
  { tests, target, limit }: ExploreParts,
): readonly State[] | null {
  const entered: Entered = new Map();
  const states: OpenState[] = [];
  const explorer = new Explorer(filter, order, { tests, entered, target });
  explorer.enter(filter.entry, noOutcomes(tests.size));
  for (const id of order) {
    for (const state of entered.get(id)?.values ?? []) {
      states.push(state);
      if (states.length > limit) {
        return null;
      }
      explorer.leave(state);
    }
  }
  return states;
}

/** A switch with more cases is a list, and tells little by each of them. */
const MAX_CASES = 16;

/** Stands for whatever is known. */
const NO_MATTER: KnownOutcomes = noOutcomes(0);

/** By block, the states in which it is entered, by what they know. */
type Entered = Map<BlockId, OutcomeMap<OpenState>>;

interface ExplorerParts extends Pick<ExploreParts, 'tests' | 'target'> {
  readonly entered: Entered;
}

class Explorer {
  readonly #filter: FilterView;
  readonly #tests: TestTable;
  readonly #entered: Entered;
  readonly #idle: ReadonlySet<BlockId>;
  readonly #copyable = new Map<BlockId, boolean>();
  readonly #hasRegisters: boolean;

  constructor(
    filter: FilterView,
    order: readonly BlockId[],
    { tests, entered, target }: ExplorerParts,
  ) {
    this.#filter = filter;
    this.#idle = idleBlocks(filter, order);
    this.#tests = tests;
    this.#entered = entered;
    this.#hasRegisters = target.registers > 1;
  }

  /** The state in which `block` is entered, with what is known on the edge. */
  enter(block: BlockId, onEdge: KnownOutcomes): OpenState {
    const states = this.#entered.get(block) ?? new OutcomeMap<OpenState>();
    this.#entered.set(block, states);
    const known = this.#tests.project(onEdge, block);
    const isOnly = !this.#isCopyable(block);
    const state = states.getOrAdd(isOnly ? NO_MATTER : known, () => {
      return { block, known, next: new Map(), isPassedThrough: false };
    });
    if (isOnly) {
      meet(state.known, known);
    }
    return state;
  }

  leave(state: OpenState): void {
    const { terminator } = this.#filter.block(state.block);
    for (const [target, onEdge] of this.#edges(state, terminator)) {
      state.next.set(target, this.enter(target, onEdge));
    }
    state.isPassedThrough = this.#idle.has(state.block);
  }

  /** The successors that can be taken, with what is known then. */
  #edges(
    { block, known }: OpenState,
    terminator: Terminator,
  ): readonly (readonly [BlockId, KnownOutcomes])[] {
    const test = this.#tests.testOf(block);
    if (terminator.kind === 'switch' && terminator.cases.length <= MAX_CASES) {
      return successors(terminator).map((target) => [
        target,
        this.#tests.learnCase(known, block, { terminator, target }),
      ]);
    }
    if (test === undefined || terminator.kind !== 'branch' || isMoot(terminator)) {
      return successors(terminator).map((target) => [target, known]);
    }
    const { ifTrue, ifFalse } = terminator;
    const settled = outcomeIn(known, test);
    return (
      [
        [ifTrue, HOLDS],
        [ifFalse, FAILS],
      ] as const
    )
      .filter(([, outcome]) => settled === UNKNOWN || settled === outcome)
      .map(([target, outcome]) => [target, this.#tests.learn(known, test, outcome)]);
  }

  /**
   * Whether it pays to copy `block`. What it computes for other blocks would have to be told apart where
   * its copies meet again, by a phi: that takes a register, or memory, where the machine has but one.
   */
  #isCopyable(block: BlockId): boolean {
    let answer = this.#copyable.get(block);
    if (answer === undefined) {
      const { instrs } = this.#filter.block(block);
      answer =
        this.#hasRegisters ||
        instrs.every((instr) => isConstant(instr) || isLocal(this.#filter, instr, block));
      this.#copyable.set(block, answer);
    }
    return answer;
  }
}

/** Whether both outcomes lead to one block, so that it learns nothing. */
const isMoot = ({ ifTrue, ifFalse }: BranchTerminator): boolean => ifTrue === ifFalse;

/**
 * The blocks that can't end the filter and that no phi knows of: they compute, and load what the checks on
 * every path to them have shown to be there.
 */
function idleBlocks(filter: FilterView, order: readonly BlockId[]): ReadonlySet<BlockId> {
  const reachAtEnd = new Map<BlockId, number>();
  const idle = new Set<BlockId>();
  for (const id of order) {
    const before = filter.predecessors(id).map((from) => reachAtEnd.get(from) ?? 0);
    const reach = before.length === 0 ? 0 : Math.min(...before);
    const { instrs, terminator } = filter.block(id);
    const hasPhis = successors(terminator).some((to) => startsWithPhi(filter.block(to)));
    if (!hasPhis && instrs.every((instr) => isIdle(instr, reach))) {
      idle.add(id);
    }
    reachAtEnd.set(id, Math.max(reach, ...instrs.map(extentFromStart)));
  }
  return idle;
}

function isIdle(instr: Instr, reach: number): boolean {
  if (isCheck(instr)) {
    return instr.base === null && extentOf(instr) <= reach;
  }
  return instr.kind !== 'phi' && !mayReject(instr);
}

/** How many bytes a check shows to be there; 0 where there is none, or from another base. */
const extentFromStart = (instr: Instr): number =>
  isCheck(instr) && instr.base === null ? extentOf(instr) : 0;
