import { mayReject } from '../../../ir/effect.ts';
import type { BlockId, ValueId } from '../../../ir/ids.ts';
import type { BasicBlock, Instr } from '../../../ir/ir.ts';
import { phisOf } from '../../../ir/phis.ts';
import type { Label } from '../../../isa/x64/instruction.ts';
import { imm, reg } from '../../../isa/x64/instruction.ts';
import { invariant } from '../../../support/invariant.ts';
import type {
  AnyRegister,
  MachineBlock,
  MachineStep,
  MachineTerminator,
  Move,
  ParallelMove,
} from '../machine/machine-function.ts';
import { selectSwitch } from './select-switch.ts';
import { selectTest } from './select-test.ts';
import type { Selection } from './selection.ts';

/** The end of a machine block, and the blocks that stand between it and its successors. */
export interface SelectedTerminator {
  readonly steps: readonly MachineStep[];
  readonly terminator: MachineTerminator;
  /** In the order in which they are laid out. */
  readonly between: readonly MachineBlock[];
}

/** Selects the end of `block`, with the copies that the phis of its successors want. */
export function selectTerminator(block: BasicBlock, selection: Selection): SelectedTerminator {
  const { terminator } = block;
  switch (terminator.kind) {
    case 'jump': {
      selection.copyAll(phiMoves(block.id, terminator.target, selection));
      const target = targetLabel(terminator.target, selection);
      return { ...ended({ kind: 'jump', target }, selection), between: [] };
    }
    case 'branch': {
      const edges = new Edges(block.id, selection);
      const ifTrue = edges.labelTo(terminator.ifTrue);
      const ifFalse = edges.labelTo(terminator.ifFalse);
      const condition = selectTest(terminator.test, selection);
      const branch = { kind: 'branch', condition, ifTrue, ifFalse } as const;
      return { ...ended(branch, selection), between: edges.blocks };
    }
    case 'switch': {
      const edges = new Edges(block.id, selection);
      const { blocks, ...first } = selectSwitch(block, terminator, edges, selection);
      return { ...first, between: [...blocks, ...edges.blocks] };
    }
    case 'return':
      return selectReturn(terminator.verdict, selection);
  }
}

function ended(
  terminator: MachineTerminator,
  selection: Selection,
): Pick<SelectedTerminator, 'steps' | 'terminator'> {
  return { steps: selection.takeSteps(), terminator };
}

function selectReturn(
  verdict:
    | { readonly kind: 'constant'; value: number }
    | { readonly kind: 'value'; value: ValueId },
  selection: Selection,
): SelectedTerminator {
  const constant =
    verdict.kind === 'constant' ? BigInt(verdict.value) : selection.constant(verdict.value);
  if (constant !== null) {
    const target = selection.returnLabel(Number(constant));
    return { steps: [], terminator: { kind: 'jump', target }, between: [] };
  }
  invariant(verdict.kind === 'value', 'a verdict is a constant or a value');
  selection.copy('rax', selection.register(verdict.value), 32);
  return { ...ended({ kind: 'return' }, selection), between: [] };
}

/** The edges out of one block with several successors, and the blocks for the copies on them. */
export class Edges {
  readonly #from: BlockId;
  readonly #selection: Selection;
  readonly #labels = new Map<BlockId, Label>();
  readonly blocks: MachineBlock[] = [];

  constructor(from: BlockId, selection: Selection) {
    this.#from = from;
    this.#selection = selection;
  }

  /** Where to jump to get to `to`, past the copies on the edge. */
  labelTo(to: BlockId): Label {
    const known = this.#labels.get(to);
    if (known !== undefined) {
      return known;
    }
    const target = targetLabel(to, this.#selection);
    const moves = phiMoves(this.#from, to, this.#selection);
    const label = moves.moves.length === 0 ? target : this.#selection.freshLabel();
    if (label !== target) {
      this.blocks.push({ label, steps: [moves], terminator: { kind: 'jump', target } });
    }
    this.#labels.set(to, label);
    return label;
  }
}

/** The label of `block`; that of a shared return where it does nothing but return a constant. */
function targetLabel(block: BlockId, selection: Selection): Label {
  const { instrs, terminator } = selection.filter.block(block);
  return terminator.kind === 'return' &&
    terminator.verdict.kind === 'constant' &&
    (terminator.verdict.value === 0 || instrs.every(neverRejects))
    ? selection.returnLabel(terminator.verdict.value)
    : block;
}

const neverRejects = (instr: Instr): boolean => instr.kind !== 'load' && !mayReject(instr);

/** The copies from the operands for the edge `from` -> `to` to the phis that are wanted. */
function phiMoves(from: BlockId, to: BlockId, selection: Selection): ParallelMove {
  const moves: Move[] = [];
  for (const phi of phisOf(selection.filter.block(to))) {
    const register = selection.wanted(phi.id);
    const operand = phi.incoming.get(from);
    if (register !== undefined && operand !== undefined) {
      const source = selection.constant(operand) ?? selection.register(operand);
      moves.push({ to: register, from: source, width: phi.type === 'i64' ? 64 : 32 });
    }
  }
  return { kind: 'parallel-move', moves };
}

/** The block that returns `verdict`, a u32. */
export function returnBlock(verdict: number, label: Label): MachineBlock {
  const result = reg<AnyRegister>('rax', 32);
  const step: MachineStep = {
    kind: 'instruction',
    mnemonic: verdict === 0 ? 'xor' : 'mov',
    operands: [result, verdict === 0 ? result : imm(verdict)],
  };
  return { label, steps: [step], terminator: { kind: 'return' } };
}
