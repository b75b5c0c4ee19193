import { negated } from '../../../isa/x64/condition.ts';
import {
  type CodeItem,
  type Instruction,
  instruction,
  type Label,
  labelMark,
  labelOperand,
} from '../../../isa/x64/instruction.ts';
import type { MachineTerminator } from '../machine/machine-function.ts';
import type { Frame } from './frame.ts';
import type { PlacedBlock } from './place-registers.ts';

/**
 * Joins blocks to one list of instructions: what jumps to an empty block jumps to where that goes,
 * jumps to the next block are left out, and a jump to a short return becomes that return.
 *
 * Keeps the order of the blocks; O(instructions).
 *
 * @param blocks the entry first, and every block before those that it can go to.
 */
export function layOut(blocks: readonly PlacedBlock[], frame: Frame): readonly CodeItem[] {
  const kept = inlineReturns(skipEmptyBlocks(blocks), frame);
  const targets = new Set<Label>();
  const live = kept.filter((block, index) => {
    const reached = index === 0 || targets.has(block.label);
    for (const label of reached ? labelsIn(block) : []) {
      targets.add(label);
    }
    return reached;
  });
  const items: CodeItem[] = [...frame.prologue];
  for (const [index, block] of live.entries()) {
    if (targets.has(block.label)) {
      items.push(labelMark(block.label));
    }
    for (const step of block.steps) {
      items.push(step);
    }
    items.push(...terminate(block.terminator, live[index + 1]?.label, frame));
  }
  return withoutUnusedMarks(items);
}

/** Drops blocks that do nothing but jump, and sends those that go there straight on. */
function skipEmptyBlocks(blocks: readonly PlacedBlock[]): readonly PlacedBlock[] {
  const destinations = new Map<Label, Label>();
  const resolve = (label: Label): Label => destinations.get(label) ?? label;
  const kept: PlacedBlock[] = [];
  for (const [index, block] of [...blocks.entries()].reverse()) {
    const { label, steps, terminator } = block;
    if (index > 0 && steps.length === 0 && terminator.kind === 'jump') {
      destinations.set(label, resolve(terminator.target));
    } else {
      kept.push({
        label,
        steps: steps.map((step) => retarget(step, resolve)),
        terminator: retargetTerminator(terminator, resolve),
      });
    }
  }
  return kept.reverse();
}

function retarget(step: Instruction, resolve: (label: Label) => Label): Instruction {
  const [first] = step.operands;
  return first?.kind === 'label'
    ? { ...step, operands: [labelOperand(resolve(first.label))] }
    : step;
}

function retargetTerminator(
  terminator: MachineTerminator,
  resolve: (label: Label) => Label,
): MachineTerminator {
  switch (terminator.kind) {
    case 'jump':
      return { kind: 'jump', target: resolve(terminator.target) };
    case 'branch': {
      const ifTrue = resolve(terminator.ifTrue);
      const ifFalse = resolve(terminator.ifFalse);
      return ifTrue === ifFalse
        ? { kind: 'jump', target: ifTrue }
        : { ...terminator, ifTrue, ifFalse };
    }
    case 'return':
      return terminator;
  }
}

/** Ends blocks that jump to a return further on with that return, where it is no longer. */
function inlineReturns(blocks: readonly PlacedBlock[], frame: Frame): readonly PlacedBlock[] {
  if (frame.epilogue.length > 0) {
    return blocks;
  }
  const returns = new Map(
    blocks
      .filter(({ steps, terminator }) => terminator.kind === 'return' && steps.length <= 1)
      .map((block) => [block.label, block]),
  );
  return blocks.map((block, index) => {
    const { label, steps, terminator } = block;
    const target = terminator.kind === 'jump' ? returns.get(terminator.target) : undefined;
    return target === undefined || blocks[index + 1] === target
      ? block
      : { label, steps: [...steps, ...target.steps], terminator: target.terminator };
  });
}

function labelsIn({ steps, terminator }: PlacedBlock): readonly Label[] {
  const inSteps = steps.flatMap(({ operands: [first] }) =>
    first?.kind === 'label' ? [first.label] : [],
  );
  switch (terminator.kind) {
    case 'jump':
      return [...inSteps, terminator.target];
    case 'branch':
      return [...inSteps, terminator.ifTrue, terminator.ifFalse];
    case 'return':
      return inSteps;
  }
}

function terminate(
  terminator: MachineTerminator,
  next: Label | undefined,
  frame: Frame,
): readonly Instruction[] {
  switch (terminator.kind) {
    case 'jump':
      return terminator.target === next ? [] : [jump(terminator.target)];
    case 'return':
      return [...frame.epilogue, instruction('ret')];
    case 'branch': {
      const { condition, ifTrue, ifFalse, span } = terminator;
      if (ifTrue === next) {
        return [{ ...instruction(`j${negated(condition)}`, labelOperand(ifFalse)), span }];
      }
      const taken = { ...instruction(`j${condition}`, labelOperand(ifTrue)), span };
      return ifFalse === next ? [taken] : [taken, jump(ifFalse)];
    }
  }
}

function jump(target: Label): Instruction {
  return instruction('jmp', labelOperand(target));
}

/** Drops the labels that no jump goes to: those of blocks that are entered from above alone. */
function withoutUnusedMarks(items: readonly CodeItem[]): readonly CodeItem[] {
  const used = new Set(
    items.flatMap((item) => {
      const operand = item.kind === 'instruction' ? item.operands[0] : undefined;
      return operand?.kind === 'label' ? [operand.label] : [];
    }),
  );
  return items.filter((item) => item.kind === 'instruction' || used.has(item.label));
}
