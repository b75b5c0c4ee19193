import type { BlockId } from '../../../ir/ids.ts';
import type { SwitchCase, SwitchTerminator } from '../../../ir/ir.ts';
import { imm, type Label, mem, type RegisterOperand, reg } from '../../../isa/x64/instruction.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import type {
  AnyRegister,
  MachineBlock,
  MachineStep,
  MachineTerminator,
} from '../machine/machine-function.ts';
import type { Selection } from './selection.ts';

/** Gives the label to jump to for each successor of the switch. */
export interface SwitchEdges {
  labelTo(block: BlockId): Label;
}

/** Part of the cases of a switch, tested where the value is known to lie in an interval. */
interface Subtree {
  readonly label: Label;
  readonly cases: readonly SwitchCase[];
  /** The least and the greatest value that can come here, u32s. */
  readonly least: number;
  readonly greatest: number;
}

/** A machine block without its label. */
type Body = Pick<MachineBlock, 'steps' | 'terminator'>;

/** How many cases are tested one after the other instead of halving them again. */
const LONGEST_CHAIN = 3;

/**
 * Selects a switch as a balanced binary tree of comparisons: its root as steps and terminator, and
 * the blocks of the rest. Every path makes at most log2(cases) + 3 tests.
 */
export function selectSwitch(
  { value, cases, otherwise }: SwitchTerminator,
  edges: SwitchEdges,
  selection: Selection,
): Body & { readonly blocks: readonly MachineBlock[] } {
  const tested = reg<AnyRegister>(selection.register(value), 32);
  const prologue = selection.takeSteps();
  const tree: MachineBlock[] = [];
  const pending: Subtree[] = [
    { label: selection.freshLabel(), cases, least: 0, greatest: MAX_U32 },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { label } = next;
    const body =
      next.cases.length <= LONGEST_CHAIN
        ? selectChain(next, { tested, edges, otherwise }, selection)
        : selectSplit(next, tested, pending, selection);
    tree.push({ label, ...body });
  }
  const [root, ...blocks] = tree;
  const { steps, terminator } =
    root ??
    selectChain(
      { label: 0, cases: [], least: 0, greatest: MAX_U32 },
      { tested, edges, otherwise },
      selection,
    );
  return { steps: [...prologue, ...steps], terminator, blocks };
}

/** Halves the cases: the lower half is laid out next, the upper half after it. */
function selectSplit(
  { cases, least, greatest }: Subtree,
  tested: RegisterOperand<AnyRegister>,
  pending: Subtree[],
  selection: Selection,
): Body {
  const middle = cases.length >> 1;
  const pivot = cases[middle]?.low ?? 0;
  const lower = selection.freshLabel();
  const upper = selection.freshLabel();
  pending.push(
    { label: upper, cases: cases.slice(middle), least: pivot, greatest },
    { label: lower, cases: cases.slice(0, middle), least, greatest: pivot - 1 },
  );
  selection.emit('cmp', tested, imm(pivot));
  return {
    steps: selection.takeSteps(),
    terminator: { kind: 'branch', condition: 'b', ifTrue: lower, ifFalse: upper },
  };
}

/** Tests a few cases one after the other. */
function selectChain(
  { cases, least, greatest }: Subtree,
  {
    tested,
    edges,
    otherwise,
  }: {
    readonly tested: RegisterOperand<AnyRegister>;
    readonly edges: SwitchEdges;
    readonly otherwise: BlockId;
  },
  selection: Selection,
): Body {
  for (const one of cases) {
    const label = edges.labelTo(one.target);
    selectCase(one, { tested, least, greatest, label }, selection);
  }
  const steps: readonly MachineStep[] = selection.takeSteps();
  const terminator: MachineTerminator = { kind: 'jump', target: edges.labelTo(otherwise) };
  return { steps, terminator };
}

/** Jumps to `label` where the value is in the case; one comparison, whatever its bounds. */
function selectCase(
  { low, high }: SwitchCase,
  {
    tested,
    least,
    greatest,
    label,
  }: {
    readonly tested: RegisterOperand<AnyRegister>;
    readonly least: number;
    readonly greatest: number;
    readonly label: Label;
  },
  selection: Selection,
): void {
  const target = { kind: 'label', label } as const;
  if (low === high) {
    selection.emit('cmp', tested, imm(low));
    selection.emit('je', target);
  } else if (low <= least) {
    selection.emit('cmp', tested, imm(high));
    selection.emit('jbe', target);
  } else if (high >= greatest) {
    selection.emit('cmp', tested, imm(low));
    selection.emit('jae', target);
  } else {
    const distance = reg<AnyRegister>(selection.fresh(), 32);
    const address = mem<AnyRegister>(32, { base: tested.reg, disp: -low | 0 });
    selection.emit('lea', distance, address);
    selection.emit('cmp', distance, imm(high - low));
    selection.emit('jbe', target);
  }
}
