import { type ConstantTest, constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { isCheck, mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import { isLocal } from '../edit/is-local.ts';

/** A block that tests a value for something, and where control goes that has not got it. */
export interface RuleTest {
  readonly block: BlockId;
  readonly test: ConstantTest;
  /** The number of the value that is tested. */
  readonly number: number;
}

/**
 * Tests that are passed one after the other by what none of them holds for, which is the default of
 * each. Each block computes only what it needs itself.
 */
export interface RuleChain {
  /** In order; the first tests the value that the chain is looked at for. */
  readonly tests: readonly RuleTest[];
  /** Where control goes that has passed all tests. */
  readonly end: BlockId;
}

/** What a chain is. */
interface ChainParts {
  readonly numbers: ValueNumbers;
  /** For so many different things a chain tests one value. */
  readonly fewest: number;
}

/**
 * Finds chains that test one value for many different things, for each to lead elsewhere, with tests of
 * other values between. Each block is in one chain at most; `order` has blocks before their successors.
 * Linear.
 */
export function ruleChains(
  filter: FilterView,
  order: readonly BlockId[],
  { numbers, fewest }: ChainParts,
): readonly RuleChain[] {
  const seen = new Set<BlockId>();
  const chains: RuleChain[] = [];
  for (const id of order) {
    const list = fromFirstOfMost(chainFrom(filter, id, { numbers, seen }), fewest);
    if (list !== null && isWorthwhile(filter, list, { numbers, fewest })) {
      chains.push(list);
    }
  }
  return chains;
}

/** The chain from `start` up to a block that is in one already; adds its blocks to `seen`. */
function chainFrom(
  filter: FilterView,
  start: BlockId,
  { numbers, seen }: { readonly numbers: ValueNumbers; readonly seen: Set<BlockId> },
): RuleChain {
  const tests: RuleTest[] = [];
  let at = start;
  for (;;) {
    const test = seen.has(at) ? null : constantTest(filter, filter.block(at).terminator);
    if (
      test === null ||
      !isSelfContained(filter, at) ||
      startsWithPhi(filter.block(test.otherwise))
    ) {
      return { tests, end: at };
    }
    seen.add(at);
    tests.push({ block: at, test, number: numbers.of(test.value) });
    at = test.otherwise;
  }
}

/** `chain` from the first test of the value that it tests most often; `null` where that is seldom. */
function fromFirstOfMost({ tests, end }: RuleChain, fewest: number): RuleChain | null {
  const counts = new Map<number, number>();
  let most = -1;
  for (const { number } of tests) {
    const count = (counts.get(number) ?? 0) + 1;
    counts.set(number, count);
    if (count > (counts.get(most) ?? 0)) {
      most = number;
    }
  }
  const first = tests.findIndex(({ number }) => number === most);
  return (counts.get(most) ?? 0) < fewest ? null : { tests: tests.slice(first), end };
}

function isWorthwhile(
  filter: FilterView,
  { tests }: RuleChain,
  { numbers, fewest }: ChainParts,
): boolean {
  const [first] = tests;
  if (first === undefined) {
    return false;
  }
  const own = tests.filter(({ number }) => number === first.number);
  const cases = own.flatMap(({ test }) => test.cases);
  const sought = new Set(cases.map(({ low, high }) => `${low}-${high}`));
  const targets = new Set(cases.map(({ target }) => target));
  const entering = filter.predecessors(first.block);
  return (
    Math.min(sought.size, targets.size) >= fewest &&
    own.length < tests.length &&
    checkTheSame(filter, own, numbers) &&
    entering.length > 0 &&
    !entering.some((id) => switchesOn(filter, id, first.number, numbers))
  );
}

/** Whether what has passed the checks of the first of `tests` passes those of all others. */
function checkTheSame(
  filter: FilterView,
  tests: readonly RuleTest[],
  numbers: ValueNumbers,
): boolean {
  const [first, ...others] = tests.map(({ block }) => filter.block(block).instrs);
  const loaded = new Set((first ?? []).filter(isCheck).map(({ id }) => numbers.of(id)));
  return others.every((instrs) =>
    instrs.every(
      (instr) => !isCheck(instr) || (instr.kind === 'load' && loaded.has(numbers.of(instr.id))),
    ),
  );
}

function switchesOn(
  filter: FilterView,
  block: BlockId,
  number: number,
  numbers: ValueNumbers,
): boolean {
  const { terminator } = filter.block(block);
  return terminator.kind === 'switch' && numbers.of(terminator.value) === number;
}

/** Whether `id` can be left out of a copy of the chain: it computes nothing for other blocks. */
function isSelfContained(filter: FilterView, id: BlockId): boolean {
  return filter.block(id).instrs.every((instr) => isPlain(instr) && isLocal(filter, instr, id));
}

const isPlain = (instr: Instr): boolean =>
  instr.kind !== 'phi' && (isCheck(instr) || !mayReject(instr));
