import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type BasicBlock, eachOperand, type Instr, type Terminator } from '../../src/ir/ir.ts';
import { isCompareOp } from '../../src/ir/ops.ts';
import type { Segment } from './conjunctions.ts';
import { type Likelihood, likelihoodOf } from './test-likelihood.ts';

/**
 * How many packets a segment rejects for each instruction that it executes, in [0, 1]: the segment
 * with the highest goes first. Bounds, as how often tests hold is not known for sure.
 */
export interface Worth {
  readonly least: number;
  readonly most: number;
}

/** What `segment` is worth, from where its tests hold as seldom, and as often, as is thought possible. */
export function worthOf(filter: FilterView, segment: Segment): Worth {
  const seldom = worthWhere(filter, segment, 'least');
  const often = worthWhere(filter, segment, 'most');
  return { least: Math.min(seldom, often), most: Math.max(seldom, often) };
}

function worthWhere(
  filter: FilterView,
  { head, blocks, next }: Segment,
  bound: keyof Likelihood,
): number {
  const frequencies = new Map<BlockId, number>([[head, 1]]);
  let cost = 0;
  for (const id of blocks) {
    const block = filter.block(id);
    const frequency = frequencies.get(id) ?? 0;
    cost += frequency * costOf(block);
    for (const [target, share] of shares(filter, block.terminator, bound)) {
      frequencies.set(target, (frequencies.get(target) ?? 0) + frequency * share);
    }
  }
  const passed = Math.min(1, frequencies.get(next) ?? 0);
  return (1 - passed) / Math.max(cost, 1);
}

/** The targets of `terminator`, and how often each is taken where the test holds as `bound` says. */
function shares(
  filter: FilterView,
  terminator: Terminator,
  bound: keyof Likelihood,
): readonly (readonly [BlockId, number])[] {
  switch (terminator.kind) {
    case 'return':
      return [];
    case 'jump':
      return [[terminator.target, 1]];
    case 'branch': {
      const held = likelihoodOf(filter, terminator)[bound];
      return [
        [terminator.ifTrue, held],
        [terminator.ifFalse, 1 - held],
      ];
    }
    case 'switch': {
      const held = likelihoodOf(filter, terminator)[bound];
      const { cases, otherwise } = terminator;
      return [
        ...cases.map(({ target }) => [target, held / cases.length] as const),
        [otherwise, 1 - held],
      ];
    }
  }
}

/**
 * How many instructions a machine with one accumulator makes of `block`, about: comparisons are part
 * of the branch, and so is the arithmetic of header lengths of the load that it is for.
 */
function costOf({ instrs, terminator }: BasicBlock): number {
  const addresses = new Set<ValueId>();
  let cost = terminatorCost(terminator);
  for (const instr of instrs.toReversed()) {
    if (instr.kind === 'load' && instr.base !== null) {
      addresses.add(instr.base);
    }
    if (instr.kind === 'load' || instr.kind === 'input' || instr.kind === 'guard') {
      cost += 1;
    } else if (addresses.has(instr.id)) {
      eachOperand(instr, (operand) => addresses.add(operand));
    } else if (isComputed(instr)) {
      cost += 1;
    }
  }
  return cost;
}

const isComputed = (instr: Instr): boolean =>
  instr.kind === 'unary' || (instr.kind === 'binary' && !isCompareOp(instr.op));

/** A search tree halves its numbers with each comparison. */
function terminatorCost(terminator: Terminator): number {
  switch (terminator.kind) {
    case 'return':
    case 'jump':
      return 0;
    case 'branch':
      return 1;
    case 'switch':
      return Math.log2(terminator.cases.length) + 2;
  }
}
