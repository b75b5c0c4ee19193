import { reversePostorder } from '../src/analysis/reverse-postorder.ts';
import type { Filter } from '../src/ir/filter.ts';
import type { FilterView } from '../src/ir/filter-view.ts';
import type { ValueId } from '../src/ir/ids.ts';
import type { SwitchCase } from '../src/ir/ir.ts';
import type { Pass } from '../src/pass/pass.ts';
import { type ChainLink, type TestChain, testChains } from './test-chain.ts';

/** Fewer values than these are tested one after another as quickly. */
const MIN_CASES = 4;

/**
 * Gathers the tests of one value for single numbers, which all lead to one block, into a switch.
 *
 *     b1: branch (eq v0, 80), b9, b2
 *     b2: branch (eq v0, 22), b9, b3     =>    b1: switch v0, [22: b9, 80: b9], b3
 *
 * A back end makes a search tree of it, so that a list of n takes O(log n) tests in place of n. Runs
 * of `test-grouping` before make the runs of tests longer. O(n log n).
 *
 * Measure: the number of branches falls.
 */
export function switchFormation(): Pass {
  return {
    name: 'switch-formation',
    summary: 'Gathers tests of one value for many numbers into a switch.',

    run(filter, { get, count, remark }) {
      let formed = 0;
      for (const chain of testChains(filter, get(reversePostorder))) {
        for (const run of runsOf(filter, chain)) {
          form(filter, chain, run);
          remark(
            'done',
            `b${run.links[0]?.block}`,
            `tests v${run.value} for ${run.links.length} numbers`,
          );
          count('cases', run.links.length);
          formed += 1;
        }
      }
      count('switches', formed);
      if (formed > 0) {
        filter.removeUnreachable();
      }
    },
  };
}

/** Links in a row that leave where one value is one of some numbers. */
interface Run {
  readonly value: ValueId;
  readonly links: readonly ChainLink[];
  readonly numbers: readonly number[];
  /** The index in the chain of the link after the run. */
  readonly next: number;
}

/** The runs of a chain that are long enough, in order. */
function runsOf(filter: FilterView, { links }: TestChain): readonly Run[] {
  const runs: Run[] = [];
  let start = 0;
  while (start < links.length) {
    const first = numberOf(filter, links[start]);
    const numbers: number[] = [];
    let next = start;
    for (
      let at = first;
      at !== null && at.value === first?.value;
      at = numberOf(filter, links[next])
    ) {
      numbers.push(at.number);
      next += 1;
    }
    if (first !== null && new Set(numbers).size >= MIN_CASES) {
      runs.push({ value: first.value, links: links.slice(start, next), numbers, next });
    }
    start = Math.max(next, start + 1);
  }
  return runs;
}

/** The value and the number for which `link` leaves the chain; `null` where it tests otherwise. */
function numberOf(
  filter: FilterView,
  link: ChainLink | undefined,
): { readonly value: ValueId; readonly number: number } | null {
  const test = link === undefined ? null : filter.definition(link.test);
  if (test?.kind !== 'binary' || test.type !== 'i32') {
    return null;
  }
  const leavesOnEqual = test.op === (link?.leavesOnTrue === true ? 'eq' : 'ne');
  const constant = filter.definition(test.rhs);
  return leavesOnEqual && constant.kind === 'const' && test.lhs === link?.subject
    ? { value: test.lhs, number: constant.value }
    : null;
}

/** Ends the first block of `run` in a switch. The others are not reached any more. */
function form(filter: Filter, { links, exit, end }: TestChain, run: Run): void {
  const [first, ...others] = run.links;
  if (first === undefined) {
    return;
  }
  const constants = others.flatMap(({ block }) =>
    filter.block(block).instrs.filter(({ kind }) => kind === 'const'),
  );
  for (const { block } of others) {
    filter.setInstrs(block, []);
  }
  filter.setInstrs(first.block, [...filter.block(first.block).instrs, ...constants]);
  filter.setTerminator(first.block, {
    kind: 'switch',
    value: run.value,
    cases: casesOf(run.numbers).map((range) => ({ ...range, target: exit })),
    otherwise: links[run.next]?.block ?? end,
  });
}

/** The numbers in order, each once, neighbours joined to ranges. */
function casesOf(numbers: readonly number[]): readonly Omit<SwitchCase, 'target'>[] {
  const ranges: { low: number; high: number }[] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last.high + 1) {
      last.high = number;
    } else {
      ranges.push({ low: number, high: number });
    }
  }
  return ranges;
}
