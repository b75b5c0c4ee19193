import type { Facts } from '../../src/analysis/facts/facts.ts';
import { isCheck, mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { BasicBlock, Instr, PhiInstr } from '../../src/ir/ir.ts';
import type { Semantics } from '../../src/pass/pass.ts';

/**
 * The most blocks that one edge skips once {@link FREE_SKIPS} are used up. Where more could be
 * skipped, the sweep goes on from where the edge leads then, so a longer path costs jumps,
 * which `block-merging` removes, and the sweep stays linear even where many edges lead into one
 * long settled chain.
 */
const MAX_SKIPPED = 32;

/** How many skips there are without limit, for each block of the filter. */
const FREE_SKIPS = 16;

const NO_PHIS: Destination['incoming'] = [];

/** An edge and what is known on it. */
export interface Start {
  readonly block: BlockId;
  readonly target: BlockId;
  readonly facts: Facts;
}

/** Where an edge ends. */
export interface Destination {
  readonly target: BlockId;
  /** The operands of the phis there for the edge. */
  readonly incoming: readonly { readonly phi: ValueId; readonly value: ValueId }[];
}

/** Follows edges through blocks that they may skip. */
export class EdgeWalker {
  /** Whether a skipped block checks the packet's length. */
  skippedChecks = false;
  readonly #filter: FilterView;
  readonly #semantics: Semantics;
  readonly #keepsValues = new Map<BlockId, boolean>();
  #freeSkips: number;

  constructor(filter: FilterView, semantics: Semantics) {
    this.#freeSkips = FREE_SKIPS * filter.blockCount;
    this.#filter = filter;
    this.#semantics = semantics;
  }

  walk({ block, target, facts }: Start): Destination {
    let from = block;
    let at = target;
    /** The operands of the phis passed, by the phis. */
    const values = new Map<ValueId, ValueId>();
    const operand = (value: ValueId): ValueId => values.get(value) ?? value;
    let incoming = this.#phiOperands(at, from, operand);
    for (let skipped = 0; skipped < MAX_SKIPPED || this.#freeSkips > 0; skipped += 1) {
      this.#freeSkips -= 1;
      const next = this.#next(at, facts, { values, incoming });
      if (next === null) {
        break;
      }
      from = at;
      at = next;
      incoming = this.#phiOperands(at, from, operand);
    }
    return { target: at, incoming };
  }

  /**
   * The block behind `id` where `id` may be skipped; `null` where not. Where it may, adds its phis
   * to `values`.
   */
  #next(
    id: BlockId,
    facts: Facts,
    { values, incoming }: { values: Map<ValueId, ValueId>; incoming: Destination['incoming'] },
  ): BlockId | null {
    const block = this.#filter.block(id);
    if (block.terminator.kind === 'return' || !this.#mayDisappear(block)) {
      return null;
    }
    const passed = incoming.length === 0 ? values : new Map(values);
    for (const { phi, value } of incoming) {
      passed.set(phi, value);
    }
    const target = facts.target(block.terminator, passed);
    if (target === null || block.instrs.some((instr) => this.#rejectsHere(instr, facts, passed))) {
      return null;
    }
    this.skippedChecks ||= block.instrs.some(isCheck);
    for (const { phi, value } of incoming) {
      values.set(phi, value);
    }
    return target;
  }

  #phiOperands(
    target: BlockId,
    from: BlockId,
    operand: (value: ValueId) => ValueId,
  ): Destination['incoming'] {
    const { instrs } = this.#filter.block(target);
    if (instrs[0]?.kind !== 'phi') {
      return NO_PHIS;
    }
    return instrs
      .filter((instr): instr is PhiInstr => instr.kind === 'phi')
      .map((phi) => ({ phi: phi.id, value: operand(phi.incoming.get(from) ?? phi.id) }));
  }

  #rejectsHere(instr: Instr, facts: Facts, values: ReadonlyMap<ValueId, ValueId>): boolean {
    if (!mayReject(instr)) {
      return false;
    }
    switch (instr.kind) {
      case 'load':
        return this.#semantics === 'strict' && !facts.covers(instr, values);
      case 'guard':
        return this.#semantics === 'relaxed' || !facts.covers(instr, values);
      case 'binary':
        return instr.type === 'i64' || !facts.differs(instr.rhs, 0, values);
      case 'kernel':
        return true;
    }
  }

  /** Whether no other block needs the values of `block`, but for phis at the ends of its edges. */
  #mayDisappear({ id, instrs }: BasicBlock): boolean {
    let answer = this.#keepsValues.get(id);
    if (answer === undefined) {
      answer = instrs.every((instr) => this.#isLocal(instr, id));
      this.#keepsValues.set(id, answer);
    }
    return answer;
  }

  #isLocal(instr: Instr, block: BlockId): boolean {
    if (this.#filter.useCount(instr.id) === 0) {
      return true;
    }
    const { instrs, terminators } = this.#filter.uses(instr.id);
    return (
      terminators.every((user) => user === block) &&
      instrs.every(
        (user) =>
          this.#filter.definitionBlock(user.id) === block ||
          (instr.kind === 'phi' && user.kind === 'phi' && takesOnlyFrom(user, instr.id, block)),
      )
    );
  }
}

/** Whether `phi` takes `value` from no other predecessor than `block`. */
function takesOnlyFrom(phi: PhiInstr, value: ValueId, block: BlockId): boolean {
  return [...phi.incoming].every(([from, operand]) => operand !== value || from === block);
}
