import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { mapTargets } from '../../src/ir/ir.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { keepConstants, type MovedBlocks } from '../edit/keep-constants.ts';
import { type Group, Grouping } from './grouping.ts';
import { type ChainLink, type TestChain, testChains } from './test-chain.ts';

/**
 * Brings the tests of one value together.
 *
 *     b0: v0 = load.4 [26]                   b0: v0 = load.4 [26]
 *         branch (eq v0, 1), b9, b1              branch (eq v0, 1), b9, b2
 *     b1: v1 = load.4 [30]                   b2: branch (eq v0, 2), b4, b1
 *         branch (eq v1, 1), b9, b2     =>   b1: v1 = load.4 [30]
 *     b2: branch (eq v0, 2), b9, b3              branch (eq v1, 1), b9, b3
 *     b3: branch (eq v1, 2), b9, b8          b3: branch (eq v1, 2), b9, b8
 *                                            b4: guard 34
 *                                                jump b9
 *
 * In a chain of blocks that test, and all leave to one block, the order of the tests does not matter.
 * The blocks are linked in another order, in which each value comes up once. A machine with one
 * accumulator then loads it once, and `switch-formation` finds runs of tests of one value. A bounds
 * check that a test has been moved across is made up for where that test leaves the chain: a packet
 * too short for it was rejected before. Where that can't be done, the test stays.
 *
 * Tests whose probability is written down are left to `orderTests`, which would part them again.
 *
 * O(n) in instructions.
 *
 * Measure: the number of places falls where in a chain a test of one value follows that of another.
 *
 * Source: McCanne and Jacobson's optimizer has the same idea (or_pullup and and_pullup in libpcap's
 * optimize.c), one test at a time.
 */
export function groupTests(filter: Filter, { get, semantics, count, remark }: PassContext): void {
  const numbers = get(valueNumbers);
  const chains = testChains(filter, get(reversePostorder), numbers);
  for (const chain of chains.filter((one) => !isMeasured(filter, one))) {
    const { groups, kept } = new Grouping(filter, chain, { numbers, semantics });
    const grouped = groups.flatMap(({ links }) => links);
    if (changesOf(grouped) < changesOf(chain.links)) {
      count('guards-added', rearrange(filter, chain, groups));
      count('tests-grouped', grouped.length);
      remark('done', `b${chain.links[0].block}`, `groups ${grouped.length} tests by value`);
    }
    for (const { link, behind, reason } of kept) {
      const message = `not moved to b${behind}, which tests v${link.value} too: ${reason}`;
      remark('missed', `b${link.block}`, message);
    }
  }
}

/** Whether the filter says how often some test of `chain` holds. */
function isMeasured(filter: FilterView, { links }: TestChain): boolean {
  return links.some(({ block }) => {
    const { terminator } = filter.block(block);
    return terminator.kind === 'branch' && terminator.probability !== undefined;
  });
}

/** How often a test follows that of another value. */
function changesOf(links: readonly ChainLink[]): number {
  return links.filter(({ subject }, index) => index > 0 && subject !== links[index - 1]?.subject)
    .length;
}

/** Links the blocks of `chain` in the order of `groups`. Yields how many guards that takes. */
function rearrange(
  filter: Filter,
  { links, exit, end }: TestChain,
  groups: readonly Group[],
): number {
  const oldNext = new Map(links.map(({ block }, index) => [block, links[index + 1]?.block ?? end]));
  const order = groups.flatMap((group) => {
    const late = exitOf(filter, group, exit);
    return group.links.map(({ block }, index) => ({
      block,
      exit: index < group.staying ? exit : late,
    }));
  });
  keepConstants(
    filter,
    links.map(blocksOf),
    groups.flatMap((group) => group.links.slice(group.staying).map(blocksOf)),
  );
  for (const [index, link] of order.entries()) {
    const next = order[index + 1]?.block ?? end;
    const old = oldNext.get(link.block);
    const { terminator } = filter.block(link.block);
    filter.setTerminator(
      link.block,
      mapTargets(terminator, (target) => (target === old ? next : link.exit)),
    );
  }
  return groups.reduce((sum, { owed }) => sum + owed.length, 0);
}

const blocksOf = ({ block }: ChainLink): MovedBlocks => ({ head: block, blocks: [block] });

/** Where the moved links of `group` leave to: `exit`, by way of the checks that they owe. */
function exitOf(filter: Filter, { owed }: Group, exit: BlockId): BlockId {
  if (owed.length === 0) {
    return exit;
  }
  const block = filter.addBlock();
  for (const { base, extent } of owed) {
    filter.append(block, { kind: 'guard', base, offset: extent });
  }
  filter.setTerminator(block, { kind: 'jump', target: exit });
  return block;
}
