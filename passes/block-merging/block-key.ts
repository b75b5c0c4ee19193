import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  extentOf,
  type Instr,
  mapTargets,
  operands,
  successors,
  terminatorOperand,
} from '../../src/ir/ir.ts';
import { printTerminator } from '../../src/ir/print.ts';

/** What makes a block equal to others. */
export interface BlockKey {
  /** Equal for blocks that do the same and pass control to equal blocks. */
  readonly text: string;
  /** The constants from other blocks that the instructions use, in order, repetitions included. */
  readonly outerConstants: readonly ValueId[];
  /** Why the block can't be merged with an equal one, in words; `null` where it can. */
  readonly obstacle: string | null;
}

/**
 * The key of `block`; `null` where it has phis, and so is equal to no other.
 *
 * Constants count as what they are, values of the block as the number of their instruction, others
 * as themselves. `representative` yields the block that stands for those equal to a successor.
 */
export function blockKey(
  filter: FilterView,
  block: BasicBlock,
  representative: (block: BlockId) => BlockId,
): BlockKey | null {
  if (block.instrs[0]?.kind === 'phi') {
    return null;
  }
  const inner = new Map<ValueId, number>();
  const outerConstants: ValueId[] = [];
  const parts: string[] = [];
  const operandText = (value: ValueId): string => {
    const instr = filter.definition(value);
    if (instr.kind === 'const' || instr.kind === 'const64') {
      if (filter.definitionBlock(value) !== block.id) {
        outerConstants.push(value);
      }
      return `#${instr.value}`;
    }
    const index = inner.get(value);
    return index === undefined ? `v${value}` : `.${index}`;
  };
  for (const instr of block.instrs) {
    if (instr.kind !== 'const' && instr.kind !== 'const64') {
      parts.push(`${operation(instr)} ${operands(instr).map(operandText).join(',')}`);
      inner.set(instr.id, inner.size);
    }
  }
  parts.push(terminatorText(block, inner, representative));
  for (const target of successors(block.terminator)) {
    for (const value of phiOperands(filter, block.id, target)) {
      const index = inner.get(value);
      parts.push(index === undefined ? `v${value}` : `.${index}`);
    }
  }
  return { text: parts.join(';'), outerConstants, obstacle: obstacleOf(filter, block) };
}

function terminatorText(
  { terminator }: BasicBlock,
  inner: ReadonlyMap<ValueId, number>,
  representative: (block: BlockId) => BlockId,
): string {
  const operand = terminatorOperand(terminator);
  const index = operand === null ? undefined : inner.get(operand);
  const text = printTerminator(mapTargets(terminator, representative));
  return index === undefined ? text : text.replace(/v\d+/, `.${index}`);
}

/** The operands that the phis of `target` take from `from`. */
function phiOperands(filter: FilterView, from: BlockId, target: BlockId): readonly ValueId[] {
  const values: ValueId[] = [];
  for (const instr of filter.block(target).instrs) {
    const value = instr.kind === 'phi' ? instr.incoming.get(from) : undefined;
    if (value === undefined) {
      break;
    }
    values.push(value);
  }
  return values;
}

/** What an instruction does, apart from the operands. */
function operation(instr: Instr): string {
  switch (instr.kind) {
    case 'load': {
      const { kind, width, order, checked, base, offset } = instr;
      return `${kind}${width}${order}${checked}${base === null ? '' : '+'}${offset}`;
    }
    case 'guard':
      return `guard${instr.base === null ? '' : '+'}${instr.offset}`;
    case 'unary':
      return instr.op;
    case 'kernel':
      return `kernel ${instr.op}`;
    case 'binary':
      return `${instr.op}.${instr.type}`;
    case 'select':
      return `select.${instr.type}`;
    case 'input':
      return instr.input;
    default:
      return instr.kind;
  }
}

/** Other blocks would lack what `block` computes, or the block would lack a check. */
function obstacleOf(filter: FilterView, block: BasicBlock): string | null {
  const shared = sharedValue(filter, block);
  if (shared !== null) {
    return `other blocks use v${shared}`;
  }
  return makesItsChecks(block) ? null : `b${block.id} relies on a check before it`;
}

/** The first value of `block` that other blocks use. */
function sharedValue(filter: FilterView, { instrs, terminator }: BasicBlock): ValueId | null {
  const innerUses = new Map<ValueId, number>();
  const use = (value: ValueId): void => {
    innerUses.set(value, (innerUses.get(value) ?? 0) + 1);
  };
  for (const instr of instrs) {
    const used = operands(instr);
    for (const value of used.length > 1 ? new Set(used) : used) {
      use(value);
    }
  }
  const tested = terminatorOperand(terminator);
  if (tested !== null) {
    use(tested);
  }
  const shared = instrs.find(({ id }) => filter.useCount(id) !== (innerUses.get(id) ?? 0));
  return shared?.id ?? null;
}

/** Whether a guard or checked load of the block itself stands before each unchecked load. */
function makesItsChecks({ instrs }: BasicBlock): boolean {
  const extents = new Map<ValueId | null, number>();
  for (const instr of instrs) {
    if (instr.kind === 'load' || instr.kind === 'guard') {
      const known = extents.get(instr.base) ?? 0;
      if (instr.kind === 'load' && !instr.checked && known < extentOf(instr)) {
        return false;
      }
      extents.set(instr.base, Math.max(known, extentOf(instr)));
    }
  }
  return true;
}
