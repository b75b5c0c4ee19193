import type { Facts } from '../../src/analysis/facts/facts.ts';
import { isCheck, mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import type { Instr, PhiInstr } from '../../src/ir/ir.ts';
import type { PassContext, Semantics } from '../../src/pass/pass.ts';
import { CopyableBlocks } from './copyable-blocks.ts';

/**
 * The most blocks that one edge skips once {@link FREE_SKIPS} are used up. Where more could be
 * skipped, the sweep goes on from where the edge leads then, so a longer path costs jumps,
 * which `block-merging` removes, and the sweep stays linear even where many edges lead into one
 * long settled chain.
 */
const MAX_SKIPPED = 32;

/** How many skips there are without limit, for each block of the filter. */
const FREE_SKIPS = 16;

/**
 * The most instructions that are copied for one edge, constants and phis aside: what the blocks that it
 * skips compute.
 */
const MAX_COPIED = 8;

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
  /** The operands of the phis there for the edge; none where it comes there by copies. */
  readonly incoming: readonly { readonly phi: ValueId; readonly value: ValueId }[];
  /** The blocks skipped of which copies have to be passed, as others use their values; else none. */
  readonly copied: readonly BlockId[];
}

/** Follows edges through blocks that they may skip. */
export class EdgeWalker {
  /** Whether a skipped block checks the packet's length. */
  skippedChecks = false;
  readonly #filter: FilterView;
  readonly #semantics: Semantics;
  readonly #copyable: CopyableBlocks;
  #freeSkips: number;

  constructor(
    filter: FilterView,
    { semantics, target }: Pick<PassContext, 'semantics' | 'target'>,
  ) {
    this.#freeSkips = FREE_SKIPS * filter.blockCount;
    this.#filter = filter;
    this.#semantics = semantics;
    this.#copyable = new CopyableBlocks(filter, target);
  }

  walk({ block, target, facts }: Start): Destination {
    let from = block;
    let at = target;
    /** The operands of the phis passed, by the phis. */
    const values = new Map<ValueId, ValueId>();
    const operand = (value: ValueId): ValueId => values.get(value) ?? value;
    let incoming = this.#phiOperands(at, from, operand);
    let destination: Destination = { target: at, incoming, copied: [] };
    const passed: BlockId[] = [];
    let copied = 0;
    for (let skipped = 0; this.#maySkip(skipped, copied); skipped += 1) {
      copied += this.#copyable.sizeOf(at);
      // A block that no other edge leads to knows itself what is known on this one.
      const isOwn = skipped === 0 && copied > 0 && this.#filter.predecessorCount(at) === 1;
      const next =
        isOwn || copied > MAX_COPIED ? null : this.#next(at, facts, { values, incoming });
      if (next === null) {
        break;
      }
      passed.push(at);
      from = at;
      at = next;
      incoming = this.#phiOperands(at, from, operand);
      if (copied === 0) {
        destination = { target: at, incoming, copied: [] };
      } else if (this.#filter.block(from).terminator.kind !== 'jump') {
        destination = { target: at, incoming: NO_PHIS, copied: [...passed] };
      }
    }
    return destination;
  }

  #maySkip(skipped: number, copied: number): boolean {
    this.#freeSkips -= 1;
    return skipped < MAX_SKIPPED || (copied === 0 && this.#freeSkips >= 0);
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
    if (block.terminator.kind === 'return') {
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
}
