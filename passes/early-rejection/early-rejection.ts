import type { GetAnalysis } from '../../src/analysis/analysis.ts';
import { dominatorTree } from '../../src/analysis/control-flow/dominator-tree.ts';
import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { fieldOf } from '../../src/analysis/odds/field-of.ts';
import { constantTest } from '../../src/analysis/values/constant-test.ts';
import { type ValueNumbers, valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type Instr, type LoadInstr, mapTargets } from '../../src/ir/ir.ts';
import { startsWithPhi } from '../../src/ir/phis.ts';
import type { Pass, PassContext } from '../../src/pass/pass.ts';
import { leaveEntry } from '../edit/leave-entry.ts';
import { acceptedNumbers, EVERY_NUMBER, type NumberSet } from './accepted-numbers.ts';
import { costOfSet, likelyCost } from './likely-cost.ts';
import { rejectsOthers } from './rejects-others.ts';

/** A value that is tested more often is a list's, for which there are search trees. */
const MOST_TESTS = 64;

/** So many values are looked at. */
const MOST_VALUES = 8;

/**
 * Asks first for an address that a packet must have in any case to be accepted.
 *
 *     b0: branch (eq v0, 1), b1, b2            b0: branch (eq v0, 1), b1, b2
 *     b1: branch (eq v1, 7), b8, b2            …
 *     b2: branch (eq v1, 1), b3, b4       =>   b5: v2 = load.4 [26]
 *     b3: branch (eq v0, 7), b8, b4                switch v2, [1: b0, 2: b0, 7: b0], b9
 *     b4: branch (eq v0, 2), …, b9
 *
 * As of `(host a and host c) or (host b and host c)`: the source is one of three. That is found out by
 * following the paths to all accepting returns backwards. Nearly every packet has another source, and is
 * rejected there without the tests of the destination; for the others, passes that know the outcome of
 * the new test remove the old ones.
 *
 * The new test takes no more comparisons than there are tests of the value, most of which it spares.
 *
 * Every way to an accepting return loads the value, so a packet too short for it was rejected anyway.
 * Only addresses at a fixed place count, as the packet model knows them: what most packets have had better not be
 * asked for twice. O(n) for each of a few values.
 *
 * Measure: the tests that a packet meets that none holds for.
 */
export function earlyRejection(): Pass {
  return {
    name: 'early-rejection',
    summary: 'Asks first for addresses without which a packet is rejected.',

    run(filter, context) {
      const inserted = new Set<BlockId>();
      for (let round = 0; round < MOST_VALUES; round += 1) {
        const place = findPlace(filter, context, inserted);
        if (place === null) {
          return;
        }
        inserted.add(insertTest(filter, place));
        context.count('tests-inserted');
        context.remark('done', `b${place.block}`, 'is reached with some addresses only');
      }
    },
  };
}

/** Where to ask whether a value is in a set. */
interface Place {
  /** The block before which to ask. */
  readonly block: BlockId;
  readonly load: LoadInstr;
  readonly set: NumberSet;
}

function findPlace(
  filter: Filter,
  { get }: PassContext,
  inserted: ReadonlySet<BlockId>,
): Place | null {
  const order = get(reversePostorder);
  const numbers = get(valueNumbers);
  for (const { load, number, tests } of addresses(filter, order, numbers)) {
    const accepted = acceptedNumbers(filter, order, { number, numbers });
    const untested = beforeTests(filter, get, { number, numbers, inserted });
    for (const block of untested) {
      const set = accepted.get(block) ?? EVERY_NUMBER;
      const cost = costOfSet(set);
      const isLimited = set.length > 0 && set !== EVERY_NUMBER;
      if (
        isLimited &&
        cost <= tests + 1 &&
        (likelyCost(filter, block, numbers) ?? 0) > cost &&
        !rejectsOthers(filter, block, { number, numbers, set })
      ) {
        return { block, load, set };
      }
    }
  }
  return null;
}

/** The tests of one value, and those that this run of the pass has inserted, of any. */
interface Tests {
  readonly number: number;
  readonly numbers: ValueNumbers;
  readonly inserted: ReadonlySet<BlockId>;
}

/** The blocks that no such test dominates, and before which one can stand. */
function beforeTests(
  filter: FilterView,
  get: GetAnalysis,
  { number, numbers, inserted }: Tests,
): readonly BlockId[] {
  const { immediateDominator } = get(dominatorTree);
  const tested = new Set<BlockId>(inserted);
  return get(reversePostorder).filter((id) => {
    const above = immediateDominator(id);
    const { terminator } = filter.block(id);
    if (tested.has(id) || (above !== null && tested.has(above))) {
      tested.add(id);
      return false;
    }
    const value = constantTest(filter, terminator)?.value;
    if (value !== undefined && numbers.of(value) === number) {
      tested.add(id);
    }
    const isAgain = above !== null && testsAgain(filter, id, { above, numbers });
    return !isAgain && !startsWithPhi(filter.block(id));
  });
}

/**
 * Whether what `id` tests was loaded before, by `above`: then it is still in the accumulator, and would
 * have to be loaded again behind another test.
 */
function testsAgain(
  filter: FilterView,
  id: BlockId,
  { above, numbers }: { readonly above: BlockId; readonly numbers: ValueNumbers },
): boolean {
  const value = constantTest(filter, filter.block(id).terminator)?.value;
  const earlier = constantTest(filter, filter.block(above).terminator)?.value;
  return value !== undefined && earlier !== undefined && numbers.of(value) === numbers.of(earlier);
}

/** Whether `instr` loads an address from a fixed place, as can be done anywhere. */
const isAddress = (filter: FilterView, instr: Instr | undefined): instr is LoadInstr =>
  instr?.kind === 'load' && instr.base === null && fieldOf(filter, instr.id).kind === 'address';

/** The addresses that are tested at least twice, those that are tested first before others. */
function addresses(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly { readonly load: LoadInstr; readonly number: number; readonly tests: number }[] {
  const found = new Map<number, { readonly load: LoadInstr; tests: number }>();
  for (const id of order) {
    const value: ValueId | undefined = constantTest(filter, filter.block(id).terminator)?.value;
    const instr = value === undefined ? undefined : filter.definition(value);
    if (isAddress(filter, instr)) {
      const number = numbers.of(instr.id);
      const entry = found.get(number) ?? { load: instr, tests: 0 };
      entry.tests += 1;
      found.set(number, entry);
    }
  }
  return [...found]
    .filter(([, { tests }]) => tests > 1 && tests <= MOST_TESTS)
    .map(([number, { load, tests }]) => ({ number, load, tests }))
    .slice(0, MOST_VALUES);
}

/** Asks for `place` before its block. Yields the block that does. */
function insertTest(filter: Filter, { block, load, set }: Place): BlockId {
  const before = [...filter.predecessors(block)];
  const isEntry = block === filter.entry;
  const head = isEntry ? block : filter.addBlock();
  const target = isEntry ? leaveEntry(filter) : block;
  const value = filter.newValue();
  filter.setInstrs(head, [{ ...load, id: value, checked: true }]);
  filter.setTerminator(head, {
    kind: 'switch',
    value,
    cases: set.map((range) => ({ ...range, target: edgeTo(filter, target) })),
    otherwise: filter.addBlock(),
  });
  for (const id of before) {
    const { terminator } = filter.block(id);
    filter.setTerminator(
      id,
      mapTargets(terminator, (to) => (to === block ? head : to)),
    );
  }
  return head;
}

/** A block that only leads to `target`: so that each number has an edge, on which it is known. */
function edgeTo(filter: Filter, target: BlockId): BlockId {
  const edge = filter.addBlock();
  filter.setTerminator(edge, { kind: 'jump', target });
  return edge;
}
