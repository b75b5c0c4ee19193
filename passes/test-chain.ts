import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../src/ir/ids.ts';
import type { BasicBlock, BinaryInstr, BranchTerminator, Instr } from '../src/ir/ir.ts';
import { BINARY_OPS } from '../src/ir/ops.ts';

/** A block that does nothing but test, and leaves the chain on one outcome. */
export interface ChainLink {
  readonly block: BlockId;
  readonly test: ValueId;
  /** Whether the chain is left where the test holds. */
  readonly leavesOnTrue: boolean;
  /** The instructions that are not constants. */
  readonly work: readonly Instr[];
  /** What is tested: the value compared with a constant, or the test itself. */
  readonly subject: ValueId;
}

/**
 * Blocks one after another that only test: each but the first is reached from the one before alone,
 * and all lead to one block when they leave the chain. Since they change nothing, their order does
 * not matter.
 */
export interface TestChain {
  /** At least two. */
  readonly links: readonly ChainLink[];
  /** Where the chain is left to; has no phis. */
  readonly exit: BlockId;
  /** Where control goes when no test has led away. */
  readonly end: BlockId;
}

/** Finds the longest chains, each block in one at most, in the order of `order`. Linear. */
export function testChains(filter: FilterView, order: readonly BlockId[]): readonly TestChain[] {
  const seen = new Set<BlockId>();
  const chains: TestChain[] = [];
  for (const id of order) {
    if (!seen.has(id)) {
      const chain = chainFrom(filter, id);
      if (chain !== null) {
        for (const { block } of chain.links) {
          seen.add(block);
        }
        chains.push(chain);
      }
    }
  }
  return chains;
}

function chainFrom(filter: FilterView, start: BlockId): TestChain | null {
  const block = filter.block(start);
  if (block.terminator.kind !== 'branch' || !onlyTests(filter, block)) {
    return null;
  }
  const { ifTrue, ifFalse } = block.terminator;
  const byFalse = follow(filter, start, ifTrue);
  const byTrue = follow(filter, start, ifFalse);
  const longer = byFalse.links.length >= byTrue.links.length ? byFalse : byTrue;
  return longer.links.length < 2 ? null : longer;
}

/** The links from `start` on, of which each leaves to `exit`. */
function follow(filter: FilterView, start: BlockId, exit: BlockId): TestChain {
  const links: ChainLink[] = [];
  if (filter.block(exit).instrs[0]?.kind === 'phi') {
    return { links, exit, end: start };
  }
  let at = start;
  for (;;) {
    const block = filter.block(at);
    const { terminator } = block;
    const isFirst = links.length === 0;
    if (
      terminator.kind !== 'branch' ||
      !(isFirst || (filter.predecessorCount(at) === 1 && onlyTests(filter, block))) ||
      (terminator.ifTrue !== exit && terminator.ifFalse !== exit)
    ) {
      return { links, exit, end: at };
    }
    links.push(linkOf(filter, block, terminator, exit));
    at = terminator.ifTrue === exit ? terminator.ifFalse : terminator.ifTrue;
  }
}

function linkOf(
  filter: FilterView,
  { id, instrs }: BasicBlock,
  { test, ifTrue }: BranchTerminator,
  exit: BlockId,
): ChainLink {
  return {
    block: id,
    test,
    leavesOnTrue: ifTrue === exit,
    work: instrs.filter(({ kind }) => kind !== 'const'),
    subject: subjectOf(filter, test),
  };
}

/** The value that `test` compares with a constant, seen through a mask; else `test`. */
function subjectOf(filter: FilterView, test: ValueId): ValueId {
  const compared = withConstant(filter, test);
  if (compared === null || !BINARY_OPS[compared.op].compares) {
    return compared?.op === 'and' ? compared.lhs : test;
  }
  const masked = withConstant(filter, compared.lhs);
  return masked?.op === 'and' ? masked.lhs : compared.lhs;
}

/** The operation that defines `value`, if its right operand is constant. */
function withConstant(filter: FilterView, value: ValueId): BinaryInstr | null {
  const instr = filter.definition(value);
  return instr.kind === 'binary' && filter.definition(instr.rhs).kind === 'const' ? instr : null;
}

/** Whether `block` only works out its test, from values that no other block needs. */
function onlyTests(filter: FilterView, block: BasicBlock): boolean {
  return block.instrs.every(
    (instr) =>
      instr.kind === 'const' ||
      (instr.kind === 'binary' &&
        BINARY_OPS[instr.op].effect === 'pure' &&
        isLocal(filter, instr, block.id)),
  );
}

function isLocal(filter: FilterView, { id }: Instr, block: BlockId): boolean {
  const { instrs, terminators } = filter.uses(id);
  return (
    terminators.every((user) => user === block) &&
    instrs.every((user) => filter.definitionBlock(user.id) === block)
  );
}
