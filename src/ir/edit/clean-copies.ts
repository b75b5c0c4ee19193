import { mayReject } from '../effect.ts';
import type { Filter } from '../filter.ts';
import type { BlockId, ValueId } from '../ids.ts';
import { eachOperand, mapTargets, type PhiInstr, successors } from '../ir.ts';
import { phisOf } from '../phis.ts';

/** Replaces the phis of `blocks`, in topological order, that take one value from all predecessors. */
export function removeTrivialPhis(filter: Filter, blocks: readonly BlockId[]): void {
  const replacements = new Map<ValueId, ValueId>();
  for (const block of blocks) {
    for (const { id, incoming } of phisOf(filter.block(block))) {
      const only = onlyOperand(incoming, replacements);
      if (only !== null) {
        replacements.set(id, only);
      }
    }
  }
  if (replacements.size > 0) {
    filter.replaceAllUses(replacements);
    filter.removeInstrs(new Set(replacements.keys()));
  }
}

function onlyOperand(
  incoming: PhiInstr['incoming'],
  replacements: ReadonlyMap<ValueId, ValueId>,
): ValueId | null {
  let only: ValueId | null = null;
  for (const operand of incoming.values()) {
    // Blocks come in topological order, so what an operand is replaced by stays.
    const value: ValueId = replacements.get(operand) ?? operand;
    if (only !== null && only !== value) {
      return null;
    }
    only = value;
  }
  return only;
}

/** Which values are copies, and which of those do nothing but yield their value where they stand. */
export interface Copies {
  isCopy(value: ValueId): boolean;
  isImplied(value: ValueId): boolean;
}

/** Removes the copies in `blocks`, which are in topological order, whose values nobody uses. */
export function removeUnusedCopies(
  filter: Filter,
  blocks: readonly BlockId[],
  { isCopy, isImplied }: Copies,
): void {
  const dropped = new Map<ValueId, number>();
  const unused = new Set<ValueId>();
  for (const block of blocks.toReversed()) {
    for (const instr of filter.block(block).instrs.toReversed()) {
      const { id, kind } = instr;
      if (
        isCopy(id) &&
        filter.useCount(id) === (dropped.get(id) ?? 0) &&
        (isImplied(id) || !mayReject(instr)) &&
        kind !== 'guard'
      ) {
        unused.add(id);
        const seen = new Set<ValueId>();
        eachOperand(instr, (operand) => seen.add(operand));
        for (const operand of seen) {
          dropped.set(operand, (dropped.get(operand) ?? 0) + 1);
        }
      }
    }
  }
  filter.removeInstrs(unused);
}

/**
 * Leads edges round `copies` that only jump, but where the phis of the target would have to tell two edges
 * of one block apart. Yields how many copies are gone by that.
 */
export function bypassEmptyCopies(filter: Filter, copies: readonly BlockId[]): number {
  let bypassed = 0;
  for (const copy of copies.toReversed()) {
    const { instrs, terminator } = filter.block(copy);
    if (instrs.length === 0 && terminator.kind === 'jump') {
      for (const from of filter.predecessors(copy)) {
        bypass(filter, from, copy, terminator.target);
      }
      bypassed += filter.predecessorCount(copy) === 0 ? 1 : 0;
    }
  }
  if (bypassed > 0) {
    filter.removeUnreachable();
  }
  return bypassed;
}

function bypass(filter: Filter, from: BlockId, empty: BlockId, target: BlockId): void {
  const phis = phisOf(filter.block(target));
  const { terminator } = filter.block(from);
  if (
    phis.some(({ incoming }) => (incoming.get(from) ?? incoming.get(empty)) !== incoming.get(empty))
  ) {
    return;
  }
  const redirected = mapTargets(terminator, (one) => (one === empty ? target : one));
  const isJump = successors(redirected).length === 1;
  const operands = phis.map(({ id, incoming }) => ({ id, value: incoming.get(empty) }));
  filter.setTerminator(from, isJump ? { kind: 'jump', target } : redirected);
  for (const { id, value } of operands) {
    if (value !== undefined) {
      filter.setIncoming(id, from, value);
    }
  }
}
