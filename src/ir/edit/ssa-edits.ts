import { invariant } from '../../support/invariant.ts';
import type { Filter } from '../filter.ts';
import type { BlockId, ValueId } from '../ids.ts';
import { type Instr, mapOperands, mapTerminatorOperand, type PhiInstr, successors } from '../ir.ts';
import { phisOf } from '../phis.ts';
import { blocksInReversePostorder } from '../reverse-postorder.ts';
import { bypassEmptyCopies, removeTrivialPhis, removeUnusedCopies } from './clean-copies.ts';
import { ReachingDefinitions, type Variable } from './reaching-definitions.ts';
import { retargeted } from './retargeted.ts';

/** What a batch of edits has come to. */
export interface EditSummary {
  /** How many copies of blocks are left. */
  readonly copies: number;
  /** How many phis and constants had to be put where definitions meet. */
  readonly joins: number;
}

/**
 * Edits of control flow with SSA update: blocks are copied for some of their predecessors, and edges led
 * elsewhere, whatever values other blocks use and whatever phis there are.
 *
 *     const edits = new SsaEdits(filter);
 *     const copy = edits.duplicate(block);      // no edge leads to it yet
 *     edits.redirect(from, block, copy);        // one does now; phis take what they took before
 *     edits.redirectPast([other], [block], target);
 *     edits.finish();                           // makes the filter valid again
 *
 * In between, blocks may use values that do not dominate them; `finish` makes each use the copy that
 * reaches it, puts phis where different ones meet, and clears away what the edits have left: blocks that
 * nothing reaches, phis of one value, copies that nobody uses, and copies that only jump. The filter may
 * be edited directly as well, as long as every use keeps a definition on each path to it; a block that
 * other blocks take values from must be entered by way of its copies or not at all. Unchecked loads are
 * not looked after: the check that they rely on may no longer dominate them.
 *
 * The edits of a batch are repaired together, once: linear in the filter, and for each copied value that
 * other blocks use, in the edges between its copies and those uses; see {@link ReachingDefinitions}. So make
 * one batch of many edits.
 *
 * Source: LLVM's `CloneBasicBlock` and `SSAUpdater` serve the same purpose.
 */
export class SsaEdits {
  readonly #filter: Filter;
  /** For each copy of a value the value, and for each copy of a block the block, that it is one of. */
  readonly #values = new Map<ValueId, ValueId>();
  readonly #blocks = new Map<BlockId, BlockId>();
  /** The copies of each value that has any. */
  readonly #copies = new Map<ValueId, ValueId[]>();
  /** Copies whose effect can't come about where they stand. */
  readonly #implied = new Set<ValueId>();

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  /**
   * A copy of `block`, behind all other blocks, that leads where `block` does and to which no edge leads
   * yet. `isImplied` says of which instructions that may reject it is known that, in the copy, they do
   * not: guards among them are left out, and others go where nobody uses their value. Linear in the block
   * and the phis of its successors.
   */
  duplicate(block: BlockId, isImplied: (instr: Instr) => boolean = () => false): BlockId {
    const filter = this.#filter;
    const { instrs, terminator } = filter.block(block);
    const copy = filter.addBlock();
    this.#blocks.set(copy, this.originOf(block));
    const names = new Map<ValueId, ValueId>();
    const nameOf = (value: ValueId): ValueId => names.get(value) ?? value;
    const copies: Instr[] = [];
    for (const instr of instrs) {
      const implied = isImplied(instr);
      if (implied && instr.kind === 'guard') {
        continue;
      }
      const id = filter.newValue();
      names.set(instr.id, id);
      this.#addCopy(instr.id, id);
      if (implied) {
        this.#implied.add(id);
      }
      copies.push(
        instr.kind === 'phi'
          ? { ...instr, id, incoming: new Map() }
          : { ...mapOperands(instr, nameOf), id },
      );
    }
    filter.setInstrs(copy, copies);
    filter.setTerminator(copy, mapTerminatorOperand(terminator, nameOf));
    for (const target of successors(terminator)) {
      for (const phi of phisOf(filter.block(target))) {
        const value = phi.incoming.get(block);
        if (value !== undefined) {
          filter.setIncoming(phi.id, copy, nameOf(value));
        }
      }
    }
    return copy;
  }

  /** The block that `block` is a copy of; itself where it is none. */
  originOf(block: BlockId): BlockId {
    return this.#blocks.get(block) ?? block;
  }

  /**
   * Leads the edge from `from` to `to` to `target` instead. Where `target` has phis, it is a copy of the
   * block that `to` is (a copy of), and its phis take what those of `to` took; else `operands` says what
   * they take, by phi.
   */
  redirect(
    from: BlockId,
    to: BlockId,
    target: BlockId,
    operands?: ReadonlyMap<ValueId, ValueId>,
  ): void {
    this.retarget(from, (one) => (one === to ? target : one), operands);
  }

  /**
   * Leads all edges of `from` to where `map` says; {@link redirect} for several at once. A block both of
   * whose edges come to one target ends in a jump. Linear in the terminator and the phis of its targets.
   */
  retarget(
    from: BlockId,
    map: (target: BlockId) => BlockId,
    operands?: ReadonlyMap<ValueId, ValueId>,
  ): void {
    const { terminator } = this.#filter.block(from);
    const taken: (readonly [phi: ValueId, value: ValueId])[] = [];
    for (const to of successors(terminator)) {
      const target = map(to);
      if (target !== to) {
        for (const phi of phisOf(this.#filter.block(target))) {
          const value = operands?.get(phi.id) ?? this.#operandFrom(from, to, phi);
          invariant(value !== undefined, `phi v${phi.id} lacks an operand for b${from}`);
          taken.push([phi.id, value]);
        }
      }
    }
    this.#filter.setTerminator(from, retargeted(terminator, map));
    for (const [phi, value] of taken) {
      this.#filter.setIncoming(phi, from, value);
    }
  }

  /**
   * Leads the edges of `froms` to the first block of `passed` past all of those, which follow one another,
   * to `target`, which follows the last: where the outcomes of the tests that end them are known. Copies
   * remain of what they compute for other blocks, and of what may reject but `isImplied` does not name.
   */
  redirectPast(
    froms: readonly BlockId[],
    passed: readonly [BlockId, ...BlockId[]],
    target: BlockId,
    isImplied?: (instr: Instr) => boolean,
  ): void {
    const copy = this.duplicatePath(passed, target, isImplied);
    for (const from of froms) {
      this.redirect(from, passed[0], copy);
    }
  }

  /**
   * Copies of `passed`, which follow one another, that lead to `target`, which follows the last, whatever
   * the tests that end them. Yields the first, to which no edge leads yet. Edges of the blocks that are
   * copied must not have been led elsewhere before. `isImplied` as in {@link duplicate}.
   */
  duplicatePath(
    passed: readonly [BlockId, ...BlockId[]],
    target: BlockId,
    isImplied?: (instr: Instr) => boolean,
  ): BlockId {
    const copies = passed.map((block, index) => {
      const next = passed[index + 1] ?? target;
      const { terminator } = this.#filter.block(block);
      invariant(successors(terminator).includes(next), `b${block} does not lead to b${next}`);
      const copy = this.duplicate(block, isImplied);
      this.#filter.setTerminator(copy, { kind: 'jump', target: next });
      return copy;
    });
    const [first, ...others] = copies;
    invariant(first !== undefined, 'there is a block to copy');
    let from = first;
    others.forEach((copy, index) => {
      this.redirect(from, passed[index + 1] as BlockId, copy);
      from = copy;
    });
    return first;
  }

  /** Makes the filter valid SSA again and clears away what the edits have left. */
  finish(): EditSummary {
    const filter = this.#filter;
    filter.removeUnreachable();
    const order = blocksInReversePostorder(filter);
    const definitions = new ReachingDefinitions(filter, order);
    definitions.repair(this.#variables());
    const joins = new Set<BlockId>();
    for (const { id, block, variable } of definitions.added) {
      this.#addCopy(variable, id);
      joins.add(block);
    }
    removeTrivialPhis(filter, order);
    const copies = [...this.#blocks.keys()].filter((block) => filter.hasBlock(block));
    const withCopies = order.filter((id) => joins.has(id) || this.#blocks.has(id));
    removeUnusedCopies(filter, withCopies, {
      isCopy: (value) => this.#values.has(value),
      isImplied: (value) => this.#implied.has(value),
    });
    const bypassed = bypassEmptyCopies(filter, copies);
    return { copies: copies.length - bypassed, joins: definitions.added.length };
  }

  #addCopy(value: ValueId, copy: ValueId): void {
    const origin = this.#values.get(value) ?? value;
    const copies = this.#copies.get(origin);
    if (copies === undefined) {
      this.#copies.set(origin, [copy]);
    } else {
      copies.push(copy);
    }
    this.#values.set(copy, origin);
  }

  /** What `phi` takes on an edge of `from` that led to `to`, of which its block is a copy, or the other way. */
  #operandFrom(from: BlockId, to: BlockId, phi: PhiInstr): ValueId | undefined {
    const origin = this.#values.get(phi.id) ?? phi.id;
    const own = phisOf(this.#filter.block(to)).find(
      ({ id }) => (this.#values.get(id) ?? id) === origin,
    );
    return own?.incoming.get(from);
  }

  /** The values that have copies, with the definitions that are left. */
  *#variables(): Iterable<Variable> {
    for (const [value, copies] of this.#copies) {
      const definitions = [value, ...copies].filter(
        (one) => this.#filter.findDefinition(one) !== undefined,
      );
      yield { value, definitions };
    }
  }
}
