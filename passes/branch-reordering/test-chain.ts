import { constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { isCheck, mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  type GuardInstr,
  type LoadInstr,
  successors,
  type Terminator,
  terminatorOperand,
} from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';

/** A block that tests, and leaves its chain on some outcomes. */
export interface ChainLink {
  readonly block: BlockId;
  /** The number of the value that is compared with constants, or of the test itself. */
  readonly subject: number;
  /** The value with that number; `null` where the terminator has none. */
  readonly value: ValueId | null;
  /** The bounds checks that come before the test. */
  readonly checks: readonly (GuardInstr | LoadInstr)[];
}

/**
 * Blocks one after another that test and check bounds, and do nothing else that can be seen: each but
 * the first is reached from the one before alone, and all leave the chain to one block.
 */
export interface TestChain {
  /** At least three, in the order in which they are passed. */
  readonly links: readonly [ChainLink, ...ChainLink[]];
  /** Where the chain is left to; has no phis. */
  readonly exit: BlockId;
  /** Where control goes when no test has led away; has no phis. */
  readonly end: BlockId;
}

/** Finds the longest chains, each block in one at most, in the order of `order`. Linear. */
export function testChains(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly TestChain[] {
  const seen = new Set<BlockId>();
  const chains: TestChain[] = [];
  for (const id of order) {
    const chain = seen.has(id) ? null : chainFrom(filter, id, numbers);
    for (const { block } of chain?.links ?? []) {
      seen.add(block);
    }
    if (chain !== null) {
      chains.push(chain);
    }
  }
  return chains;
}

function chainFrom(filter: FilterView, start: BlockId, numbers: ValueNumbers): TestChain | null {
  const [one, other] = twoTargets(filter.block(start).terminator) ?? [];
  if (one === undefined || other === undefined) {
    return null;
  }
  const byOther = follow(filter, start, one);
  const byOne = follow(filter, start, other);
  const { blocks, exit, end } = byOther.blocks.length >= byOne.blocks.length ? byOther : byOne;
  const [first, ...others] = blocks.map((id) => linkOf(filter, filter.block(id), numbers));
  if (first === undefined || others.length < 2 || startsWithPhi(filter.block(end))) {
    return null;
  }
  return { links: [first, ...others], exit, end };
}

interface Path {
  readonly blocks: readonly BlockId[];
  readonly exit: BlockId;
  readonly end: BlockId;
}

/** The blocks from `start` on, of which each leaves to `exit`. */
function follow(filter: FilterView, start: BlockId, exit: BlockId): Path {
  const blocks: BlockId[] = [];
  let at = start;
  while (!startsWithPhi(filter.block(exit))) {
    const targets = twoTargets(filter.block(at).terminator);
    const isLinked = blocks.length === 0 || isOnlyTest(filter, at);
    if (targets === null || !isLinked || !targets.includes(exit)) {
      break;
    }
    blocks.push(at);
    at = targets[0] === exit ? targets[1] : targets[0];
  }
  return { blocks, exit, end: at };
}

/** The two targets of `terminator`; `null` where it has one or many. */
function twoTargets(terminator: Terminator): readonly [BlockId, BlockId] | null {
  const [one, other, ...others] = successors(terminator);
  return one === undefined || other === undefined || others.length > 0 ? null : [one, other];
}

/** Whether `id` is reached in one way and can end the filter by bounds checks alone. */
function isOnlyTest(filter: FilterView, id: BlockId): boolean {
  return (
    filter.predecessorCount(id) === 1 &&
    filter
      .block(id)
      .instrs.every((instr) => instr.kind !== 'phi' && (isCheck(instr) || !mayReject(instr)))
  );
}

function linkOf(
  filter: FilterView,
  { id, instrs, terminator }: BasicBlock,
  numbers: ValueNumbers,
): ChainLink {
  const value = constantTest(filter, terminator)?.value ?? terminatorOperand(terminator);
  return {
    block: id,
    subject: value === null ? -1 : numbers.of(value),
    value,
    checks: instrs.filter(isCheck),
  };
}
