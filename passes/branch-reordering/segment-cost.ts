import { accidentOf, testBounds } from '../../src/analysis/odds/branch-odds.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type BasicBlock, eachOperand, type Instr, type Terminator } from '../../src/ir/ir.ts';
import { isCompareOp } from '../../src/ir/ops.ts';
import type { ShareBounds } from '../../src/ir/packet-model.ts';
import type { Segment } from './conjunctions.ts';

/** What a segment costs and lets through, in bounds, as how often tests hold is not known for sure. */
export interface Worth {
  /** The instructions that it executes on a packet, on average. */
  readonly cost: ShareBounds;
  /** The share of packets that pass it, in [0, 1]. */
  readonly passed: ShareBounds;
  /** The largest share of packets that pass it although they fail what stood before it. */
  readonly stray: number;
  /** Whether it looks a number up in a list, of whose code there had better be one copy for all paths. */
  readonly isList: boolean;
}

/** What `segment` is worth, from where its tests hold as seldom, and as often, as is thought possible. */
export function worthOf(filter: FilterView, segment: Segment): Worth {
  const seldom = flowThrough(filter, segment, 'least');
  const often = flowThrough(filter, segment, 'most');
  return {
    cost: boundsOf(seldom.cost, often.cost),
    passed: boundsOf(seldom.passed, often.passed),
    stray: strayOf(filter, segment),
    isList: isList(filter, segment),
  };
}

/** Tests of a value for more numbers than so are a list. */
const MOST_TESTS = 16;

const isList = (filter: FilterView, { blocks }: Segment): boolean =>
  blocks.length > MOST_TESTS ||
  blocks.some((id) => {
    const { terminator } = filter.block(id);
    return terminator.kind === 'switch' && terminator.cases.length > MOST_TESTS;
  });

const boundsOf = (a: number, b: number): ShareBounds => ({
  least: Math.min(a, b),
  most: Math.max(a, b),
});

/** Where `segment` is one branch, how often its test holds by accident; 1 where it may be anything. */
function strayOf(filter: FilterView, { head, blocks, next }: Segment): number {
  const { terminator } = filter.block(head);
  return blocks.length === 1 && terminator.kind === 'branch' && terminator.ifTrue === next
    ? accidentOf(filter, terminator)
    : 1;
}

function flowThrough(
  filter: FilterView,
  { head, blocks, next }: Segment,
  bound: keyof ShareBounds,
): { readonly cost: number; readonly passed: number } {
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
  return { cost: Math.max(cost, 1), passed: Math.min(1, frequencies.get(next) ?? 0) };
}

/** The targets of `terminator`, and how often each is taken where the test holds as `bound` says. */
function shares(
  filter: FilterView,
  terminator: Terminator,
  bound: keyof ShareBounds,
): readonly (readonly [BlockId, number])[] {
  switch (terminator.kind) {
    case 'return':
      return [];
    case 'jump':
      return [[terminator.target, 1]];
    case 'branch': {
      const held = testBounds(filter, terminator)[bound];
      return [
        [terminator.ifTrue, held],
        [terminator.ifFalse, 1 - held],
      ];
    }
    case 'switch': {
      const held = testBounds(filter, terminator)[bound];
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
export function costOf({ instrs, terminator }: BasicBlock): number {
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
