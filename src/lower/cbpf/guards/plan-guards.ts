import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId } from '../../../ir/ids.ts';
import {
  type BasicBlock,
  extentOf,
  type GuardInstr,
  type LoadInstr,
  successors,
} from '../../../ir/ir.ts';
import { isList } from '../legalize/tree-prices.ts';
import { ACCUMULATOR, INDEX, type Locations } from '../machine/effects.ts';
import { type LiveLocations, liveLocations } from '../machine/live-locations.ts';
import type { EmittedCode, Label } from '../machine/machine-code.ts';
import type { Place } from '../machine/place.ts';
import { type CodeReach, codeReach, loadsFrom } from './code-reach.ts';
import type { GuardPlan } from './guard-plan.ts';
import { extend, NO_REACH, type Reach, reaches } from './reach.ts';

/** Which checks count. */
export type Semantics = 'strict' | 'relaxed';

/** The most places to carry on to later blocks; what is more is checked at once. */
const MOST_PENDING = 8;

/** What {@link planGuards} works from. */
export interface GuardQuestion {
  readonly filter: FilterView;
  readonly order: readonly BlockId[];
  readonly semantics: Semantics;
  /** How many bytes every packet has. */
  readonly certainLength: number;
  /** The code, in which all guards planned so far stand. */
  readonly emission: EmittedCode;
}

/**
 * Adds to `plan` the checks that `emission` lacks. Yields whether there were any.
 *
 * A checked load or a guard of the filter need not be an instruction of its own where the code loads
 * as far on every path from there to a verdict other than 0, or has done so on every path to there:
 * rejecting earlier or later is the same, since nothing else happens. What is left is put off along
 * the edges that lack it, so that no path pays that ends in a rejection anyway.
 *
 * Linear in filter and code. In relaxed semantics, loads whose value is not needed check nothing.
 */
export function planGuards(question: GuardQuestion, plan: GuardPlan): boolean {
  const before = plan.size;
  const planner = new GuardPlanner(question, plan);
  for (const id of question.order) {
    planner.visit(question.filter.block(id));
  }
  return plan.size > before;
}

class GuardPlanner {
  readonly #question: GuardQuestion;
  readonly #plan: GuardPlan;
  readonly #reach: CodeReach;
  #live: LiveLocations | null = null;
  /** What is put off to a block, by its id. */
  readonly #pending: (Place[] | undefined)[] = [];

  constructor(question: GuardQuestion, plan: GuardPlan) {
    this.#question = question;
    this.#plan = plan;
    this.#reach = codeReach(question.emission.code, question.certainLength);
  }

  visit(block: BasicBlock): void {
    const pending = this.#pending[block.id] ?? [];
    const checks = this.#checksOf(block);
    if (checks.length === 0 && pending.length === 0) {
      return;
    }
    const head = this.#question.emission.heads[block.id];
    const ahead = head === undefined ? null : (this.#reach.ahead[head] ?? null);
    const behind = head === undefined ? null : (this.#reach.behind[head] ?? null);
    const wanted = [...pending, ...checks];
    this.#pending[block.id] = undefined;
    const lacking = farthest(
      wanted.filter(
        (place) =>
          !reaches(ahead, place) &&
          !reaches(behind, place) &&
          !(head !== undefined && loadsFrom(this.#reach, head, place)),
      ),
    );
    // A check behind a base may compute it by loads that make the other checks superfluous.
    const before = this.#plan.size;
    this.#placeAll(
      block,
      lacking.filter(({ base }) => base !== null),
    );
    if (this.#plan.size === before) {
      this.#placeAll(
        block,
        lacking.filter(({ base }) => base === null),
      );
    }
  }

  #placeAll(block: BasicBlock, places: readonly Place[]): void {
    for (const place of places) {
      this.#placeCheck(block, place);
    }
  }

  /** The places up to which `block` must check the packet. */
  #checksOf({ instrs }: BasicBlock): readonly Place[] {
    const places: Place[] = [];
    for (const instr of instrs) {
      if ((instr.kind === 'load' || instr.kind === 'guard') && this.#checks(instr)) {
        places.push({ base: instr.base, extent: extentOf(instr) });
      }
    }
    return places;
  }

  #checks(instr: LoadInstr | GuardInstr): boolean {
    return instr.kind === 'guard' || (instr.checked && this.#question.semantics === 'strict');
  }

  /** Puts a check off to the edges that lack it, or plans it for `block`. */
  #placeCheck(block: BasicBlock, place: Place): void {
    const targets = successors(block.terminator);
    const lacking = targets.filter((target) => !reaches(this.#ahead(target), place));
    // Most paths through a switch tree would have the check, and it would be far from each of them.
    const isLong = block.terminator.kind === 'switch' && isList(block.terminator);
    const pending = lacking.every((target) => (this.#pending[target]?.length ?? 0) < MOST_PENDING);
    if (lacking.length === targets.length || !pending || (isLong && lacking.length > 0)) {
      this.#plan.addAtBlock(block.id, { ...place, through: this.#freeAt(block.id) });
      return;
    }
    for (const target of lacking) {
      if (this.#question.filter.predecessorCount(target) === 1) {
        this.#pending[target] = [...(this.#pending[target] ?? []), place];
      } else {
        this.#plan.addOnEdge(block.id, target, { ...place, through: this.#freeAt(target) });
      }
    }
  }

  #ahead(block: BlockId): Reach {
    const head = this.#question.emission.heads[block];
    return head === undefined ? null : (this.#reach.ahead[head] ?? null);
  }

  #liveAt(label: Label): Locations {
    this.#live ??= liveLocations(this.#question.emission.code);
    return this.#live[label] ?? 0;
  }

  /** The register that a check at the start of `block` may change at the least cost. */
  #freeAt(block: BlockId): 'a' | 'x' {
    const head = this.#question.emission.heads[block];
    return head !== undefined && (this.#liveAt(head) & (ACCUMULATOR | INDEX)) === ACCUMULATOR
      ? 'x'
      : 'a';
  }
}

/** Of several places on one base, the farthest. */
function farthest(places: readonly Place[]): readonly Place[] {
  const sorted = [...places].sort((one, other) => other.extent - one.extent);
  let reach: Reach = NO_REACH;
  return sorted.filter((place) => {
    const isNew = !reaches(reach, place);
    reach = isNew ? extend(reach, place) : reach;
    return isNew;
  });
}
