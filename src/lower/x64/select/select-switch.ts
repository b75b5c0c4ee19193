import type { TreePrice } from '../../../codegen/switch-tree/best-order.ts';
import { switchTree } from '../../../codegen/switch-tree/build-tree.ts';
import {
  exitOf,
  type SwitchTree,
  type TreeLink,
} from '../../../codegen/switch-tree/switch-tree.ts';
import type { BlockId } from '../../../ir/ids.ts';
import type { BasicBlock, SwitchTerminator } from '../../../ir/ir.ts';
import { imm, type Label, reg } from '../../../isa/x64/instruction.ts';
import type { AnyRegister, MachineBlock, MachineStep } from '../machine/machine-function.ts';
import type { Selection } from './selection.ts';

/** Gives the label to jump to for each successor of the switch. */
export interface SwitchEdges {
  labelTo(block: BlockId): Label;
}

/** A switch in comparisons: the first as an end for its block, the others as blocks, in order. */
export interface SelectedSwitch extends Pick<MachineBlock, 'steps' | 'terminator'> {
  readonly blocks: readonly MachineBlock[];
}

/** Comparisons take little room; what counts is how many a packet makes. */
const TREE_PRICE: TreePrice = { size: 0.02, ranges: 9 };

/**
 * Selects a switch as a tree of comparisons by weight. One that asks for more of the number that the
 * comparison before it has asked for finds the flags as it needs them.
 */
export function selectSwitch(
  { id }: BasicBlock,
  terminator: SwitchTerminator,
  edges: SwitchEdges,
  selection: Selection,
): SelectedSwitch {
  const tree = switchTree(selection.filter, id, terminator, TREE_PRICE);
  const targets = tree.exits.map((exit) => edges.labelTo(exit));
  const [only, ...others] = targets;
  if (only !== undefined && others.length === 0) {
    return { steps: [], terminator: { kind: 'jump', target: only }, blocks: [] };
  }
  const tested = reg<AnyRegister>(selection.register(terminator.value), 32);
  const prologue = selection.takeSteps();
  const labels = tree.numbers.map(() => selection.freshLabel());
  const labelOf = (link: TreeLink = 0): Label =>
    (link < 0 ? targets[exitOf(link)] : labels[link]) ?? 0;
  const hasFlags = withFlags(tree);
  const comparisons = labels.map((label, node): MachineBlock => {
    if (hasFlags[node] === 0) {
      selection.emit('cmp', tested, imm(tree.numbers[node] ?? 0));
    }
    const condition = tree.isEqual[node] === 1 ? 'e' : 'ae';
    const ifTrue = labelOf(tree.whenTrue[node]);
    const ifFalse = labelOf(tree.whenFalse[node]);
    const end = { kind: 'branch', condition, ifTrue, ifFalse } as const;
    return { label, steps: selection.takeSteps(), terminator: end };
  });
  const [root, ...blocks] = comparisons;
  const steps: readonly MachineStep[] = [...prologue, ...(root?.steps ?? [])];
  return { steps, terminator: root?.terminator ?? { kind: 'return' }, blocks };
}

/** Which comparisons, by 1, are with the same number as the one that leads to them. */
function withFlags({ size, numbers, whenTrue, whenFalse }: SwitchTree): Uint8Array {
  const found = new Uint8Array(size);
  for (let node = 0; node < size; node += 1) {
    for (const link of [whenTrue[node] ?? -1, whenFalse[node] ?? -1]) {
      if (link >= 0 && numbers[link] === numbers[node]) {
        found[link] = 1;
      }
    }
  }
  return found;
}
