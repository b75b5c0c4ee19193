import type { FilterView } from '../../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import type { PhiInstr } from '../../../ir/ir.ts';
import { invariant } from '../../../support/invariant.ts';
import { phiHomes, usedPhis } from '../allocate/phi-homes.ts';
import type { ScratchPlan } from '../allocate/scratch-plan.ts';
import { OP } from '../machine/machine-code.ts';
import type { Selection } from '../select/selection.ts';
import type { CodeBuilder } from './code-builder.ts';
import type { Evaluator } from './evaluator.ts';
import type { Usage } from './usage.ts';

/** What the copies of an edge work with. */
export interface PhiContext {
  readonly filter: FilterView;
  readonly selection: Selection;
  readonly scratch: ScratchPlan;
  readonly usage: Usage;
  readonly builder: CodeBuilder;
  readonly evaluator: Evaluator;
}

/**
 * Brings what the phis of `to` take from `from` to where they are then: A, X, or a scratch word. The
 * word of a phi holds nothing that the others need, since its phi counts as needed in `from`.
 */
export function emitPhis(from: BlockId, to: BlockId, context: PhiContext): void {
  const phis = usedPhis(context.filter, to);
  if (phis.length === 0 || !context.builder.reachable) {
    return;
  }
  const { a, x } = phiHomes(context.filter, phis);
  for (const phi of phis) {
    context.usage.define(phi.id, context.builder.length);
    if (phi !== a && phi !== x) {
      storeOperand(phi, from, context);
    }
  }
  if (x !== null) {
    storeOperand(x, from, context);
  }
  if (a !== null) {
    storeOperand(a, from, context);
  }
  fillHomes(a, x, from, context);
  rename(phis, a, x, from, context);
}

function operandOf(phi: PhiInstr, from: BlockId): ValueId {
  const operand = phi.incoming.get(from);
  invariant(operand !== undefined, `v${phi.id} takes nothing from b${from}`);
  return operand;
}

/** Stores what `phi` takes, where it has a scratch word. */
function storeOperand(phi: PhiInstr, from: BlockId, context: PhiContext): void {
  const { builder, evaluator, scratch, selection } = context;
  const operand = operandOf(phi, from);
  const slot = scratch.slotOf(phi.id);
  const key = selection.key(operand);
  if (slot < 0 || !builder.reachable || builder.state.scratch(slot) === key) {
    return;
  }
  if (builder.state.x === key && builder.state.a !== key) {
    builder.emit({ code: OP.storeIndex, k: slot });
  } else {
    evaluator.run(() => evaluator.needA(operand));
    builder.emit({ code: OP.store, k: slot });
  }
  builder.state.setScratch(slot, key);
}

/** Brings the operands of the phis that arrive in registers there. */
function fillHomes(
  a: PhiInstr | null,
  x: PhiInstr | null,
  from: BlockId,
  { evaluator }: PhiContext,
): void {
  if (a !== null && x !== null) {
    const pair = { lhs: operandOf(a, from), rhs: operandOf(x, from), commutative: false };
    evaluator.run(() => evaluator.needPair(pair, () => undefined));
  } else if (a !== null) {
    evaluator.run(() => evaluator.needA(operandOf(a, from)));
  } else if (x !== null) {
    evaluator.run(() => evaluator.needX(operandOf(x, from)));
  }
}

/** From here on, the locations hold the phis. */
function rename(
  phis: readonly PhiInstr[],
  a: PhiInstr | null,
  x: PhiInstr | null,
  from: BlockId,
  { builder, scratch, selection }: PhiContext,
): void {
  const { state } = builder;
  for (const phi of phis) {
    const key = selection.key(operandOf(phi, from));
    const slot = scratch.slotOf(phi.id);
    if (slot >= 0 && state.scratch(slot) === key) {
      state.setScratch(slot, phi.id);
    }
    if (phi === a && state.a === key) {
      state.a = phi.id;
    }
    if (phi === x && state.x === key) {
      state.x = phi.id;
    }
  }
}
