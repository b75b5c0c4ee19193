import { AnalysisCache } from '../../../analysis/analysis.ts';
import { checkPlan } from '../../../analysis/checks/check-plan.ts';
import type { FilterView } from '../../../ir/filter-view.ts';
import type { BasicBlock } from '../../../ir/ir.ts';
import type { SourceSpan } from '../../../support/source-span.ts';
import type { MachineBlock, MachineFunction, MachineStep } from '../machine/machine-function.ts';
import { blockOrder } from './block-order.ts';
import { returnBlock, selectTerminator } from './select-terminator.ts';
import { selectInstr } from './select-value.ts';
import { Selection } from './selection.ts';
import { swappedValues } from './swapped-values.ts';

/**
 * Selects instructions for a filter: each IR block becomes a machine block, followed by those for
 * the copies on its edges; last come the blocks that return constants.
 *
 * O(instructions + edges).
 *
 * @throws {@link UnsupportedError} for inputs that a filter's parameters don't give.
 */
export function selectFilter(filter: FilterView): MachineFunction {
  const order = blockOrder(filter);
  const selection = new Selection(filter, {
    plan: new AnalysisCache(filter).get(checkPlan),
    swapped: swappedValues(filter, order),
  });
  const reversed: MachineBlock[] = [];
  for (const id of order.toReversed()) {
    for (const block of selectBlock(filter.block(id), selection).reverse()) {
      reversed.push(block);
    }
  }
  const [entry, ...others] = reversed.reverse();
  const returns = [...selection.returnLabels].map(([verdict, label]) =>
    returnBlock(verdict, label),
  );
  const blocks =
    entry === undefined
      ? returns
      : [
          { ...entry, steps: [...parameterSteps(selection), ...entry.steps] },
          ...others,
          ...returns,
        ];
  return { blocks, registerCount: selection.registerCount };
}

/** Selects one block, from its end to its start; yields it and the blocks on its edges. */
function selectBlock(block: BasicBlock, selection: Selection): MachineBlock[] {
  const { steps: last, terminator, between } = selectTerminator(block, selection);
  const about = 'span' in block.terminator ? block.terminator.span : undefined;
  const chunks: (readonly MachineStep[])[] = [withSpan(last, about)];
  for (const instr of block.instrs.toReversed()) {
    selectInstr(instr, selection);
    chunks.push(withSpan(selection.takeSteps(), instr.span));
  }
  const end = terminator.kind === 'branch' ? { ...terminator, span: about } : terminator;
  const selected = { label: block.id, steps: chunks.reverse().flat(), terminator: end };
  return [untilJump(selected), ...between];
}

/** `steps`, of which the instructions are for the piece `span` of the source. */
function withSpan(
  steps: readonly MachineStep[],
  span: SourceSpan | undefined,
): readonly MachineStep[] {
  return span === undefined
    ? steps
    : steps.map((step) => (step.kind === 'instruction' ? { ...step, span } : step));
}

/** Ends a block at the first step that always jumps away, as a check does that always rejects. */
function untilJump(block: MachineBlock): MachineBlock {
  const end = block.steps.findIndex(
    (step) => step.kind === 'instruction' && step.mnemonic === 'jmp',
  );
  const step = block.steps[end];
  const target = step?.kind === 'instruction' ? step.operands[0] : undefined;
  return target?.kind === 'label'
    ? {
        ...block,
        steps: block.steps.slice(0, end),
        terminator: { kind: 'jump', target: target.label },
      }
    : block;
}

function parameterSteps(selection: Selection): readonly MachineStep[] {
  selection.parameters.fetch(selection);
  return selection.takeSteps();
}
