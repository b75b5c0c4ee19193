import { reversePostorder } from '../src/analysis/reverse-postorder.ts';
import type { Filter } from '../src/ir/filter.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../src/ir/ids.ts';
import { type Instr, terminatorOperand } from '../src/ir/ir.ts';
import type { Pass } from '../src/pass/pass.ts';
import { type ChainLink, type TestChain, testChains } from './test-chain.ts';

/**
 * Brings the tests of one value together.
 *
 *     src == a → b9, dst == a → b9, src == b → b9, dst == b → b9
 *         =>   src == a → b9, src == b → b9, dst == a → b9, dst == b → b9
 *
 * In a chain of blocks that only test, and all leave to one block, the order does not matter: no
 * test changes or rejects anything. So the blocks keep their places and exchange what they test. A
 * machine with one accumulator then loads each value once, and `switch-formation` finds runs of tests
 * of one value. The value that was tested right before the chain comes first, as it is still at hand.
 * Constants move to the first block of the chain, from where they reach all. O(n).
 *
 * Measure: the number of places falls where a test of one value follows that of another.
 *
 * Source: McCanne and Jacobson's optimizer has the same idea (or_pullup and and_pullup in libpcap's
 * optimize.c), one test at a time.
 */
export function testGrouping(): Pass {
  return {
    name: 'test-grouping',
    summary: 'Brings the tests of one value in a chain of alternatives together.',

    run(filter, { get, count, remark }) {
      for (const chain of testChains(filter, get(reversePostorder))) {
        const grouped = grouping(chain.links, subjectBefore(filter, chain));
        if (changesOf(grouped) < changesOf(chain.links)) {
          rearrange(filter, chain, grouped);
          count('tests-grouped', grouped.length);
          remark('done', `b${chain.links[0]?.block}`, `groups ${grouped.length} tests by value`);
        }
      }
    },
  };
}

/** The links, those with one subject together, in the order of first appearance. */
function grouping(links: readonly ChainLink[], first: ValueId | null): readonly ChainLink[] {
  const groups = new Map<ValueId, ChainLink[]>();
  if (first !== null) {
    groups.set(first, []);
  }
  for (const link of links) {
    const group = groups.get(link.subject);
    if (group === undefined) {
      groups.set(link.subject, [link]);
    } else {
      group.push(link);
    }
  }
  return [...groups.values()].flat();
}

/** How often a test follows that of another value. */
function changesOf(links: readonly ChainLink[]): number {
  return links.filter((link, index) => index > 0 && link.subject !== links[index - 1]?.subject)
    .length;
}

/** The value that the block before the chain tests; `null` where there are several, or none. */
function subjectBefore(filter: FilterView, { links }: TestChain): ValueId | null {
  const start = links[0]?.block;
  const [before, ...others] = start === undefined ? [] : filter.predecessors(start);
  if (before === undefined || others.length > 0) {
    return null;
  }
  const test = terminatorOperand(filter.block(before).terminator);
  const instr = test === null ? null : filter.definition(test);
  return instr?.kind === 'binary' ? instr.lhs : null;
}

/** Lets the blocks of `chain` test what those of `grouped` do, in that order. */
function rearrange(
  filter: Filter,
  { links, exit, end }: TestChain,
  grouped: readonly ChainLink[],
): void {
  const blocks = links.map(({ block }) => block);
  const constants = blocks.flatMap((id) => constantsOf(filter, id));
  for (const id of blocks) {
    filter.setInstrs(id, []);
  }
  for (const [index, id] of blocks.entries()) {
    const link = grouped[index];
    if (link !== undefined) {
      const next = blocks[index + 1] ?? end;
      const { test, leavesOnTrue } = link;
      filter.setInstrs(id, index === 0 ? [...constants, ...link.work] : link.work);
      filter.setTerminator(id, {
        kind: 'branch',
        test,
        ifTrue: leavesOnTrue ? exit : next,
        ifFalse: leavesOnTrue ? next : exit,
      });
    }
  }
}

const constantsOf = (filter: FilterView, id: BlockId): readonly Instr[] =>
  filter.block(id).instrs.filter(({ kind }) => kind === 'const');
