import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { SsaEdits } from '../../src/ir/edit/ssa-edits.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { switchRanges } from '../../src/ir/switch-ranges.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { invariant } from '../../src/support/invariant.ts';
import { overlay } from '../switch-formation/overlay.ts';
import { copyInstrs } from './copy-instrs.ts';
import { fitsWith } from './program-size.ts';
import { type RuleChain, type RuleTest, ruleChains } from './rule-chain.ts';

/**
 * Leads packets that a long chain of rules has nothing to do with past the tests of one value: that which
 * a chain tests for at least `fewest` different things. Yields whether there was one.
 *
 *     b0: branch (eq v0, 1), b10, b1        b4: switch v0, [1: b0, 2: b0], b5
 *     b1: branch (eq v1, 5), b10, b2        b5: branch (eq v1, 5), b10, b6
 *     b2: branch (eq v0, 2), b11, b3   =>   b6: branch (eq v1, 6), b11, b9
 *     b3: branch (eq v1, 6), b11, b9        b0: as before
 *
 * As of `(host a and port 1) or (host b and port 2) …`. Which rule is asked first matters, as each may
 * reject a packet that is too short for it, so the tests of sources can't be moved past those of
 * destinations. But for a packet whose source is in no rule, which is nearly any, the tests of sources
 * do nothing: one switch finds that out, and a copy of the chain without those tests goes on. What is
 * left in the copy are tests of one value that follow one another, for `switch-formation` to gather.
 *
 * Only the tests are copied, not what they lead to, and only while the program can be expected to stay
 * within the machine's limit, if it was. O(n log n).
 *
 * Source: a packet classifier's lookup of one dimension, as in Gupta and McKeown, "Algorithms for
 * Packet Classification", 2001, for one outcome.
 */
export function bypassChains(
  filter: Filter,
  { get, target, count, remark }: PassContext,
  fewest: number,
): boolean {
  let isChanged = false;
  const edits = new SsaEdits(filter);
  const parts = { numbers: get(valueNumbers), fewest };
  for (const chain of ruleChains(filter, get(reversePostorder), parts)) {
    const at = `b${firstOf(chain).block}`;
    if (fitsWith(filter, chain.tests, target)) {
      count('tests-bypassed', bypass(filter, edits, chain));
      remark('done', at, 'leads packets past the tests of what is in no rule of the list');
      isChanged = true;
    } else {
      remark('missed', at, 'a path past the list might make the program too long for the machine');
    }
  }
  if (isChanged) {
    edits.finish();
  }
  return isChanged;
}

function firstOf({ tests: [first] }: RuleChain): RuleTest {
  invariant(first !== undefined, 'a chain has tests');
  return first;
}

/** Puts a switch before `chain`, and a copy beside it. Yields the number of tests left out there. */
function bypass(filter: Filter, edits: SsaEdits, chain: RuleChain): number {
  const first = firstOf(chain);
  const entering = filter.predecessors(first.block);
  const others = chain.tests.filter(({ number }) => number !== first.number);
  const own = chain.tests.filter(({ number }) => number === first.number);
  const head = addHead(filter, own, copyTests(edits, others, chain.end));
  for (const from of entering) {
    edits.redirect(from, first.block, head);
  }
  return own.length;
}

/** A copy of `tests` as a chain that ends at `end`. Yields its first block. */
function copyTests(edits: SsaEdits, tests: readonly RuleTest[], end: BlockId): BlockId {
  let next = end;
  for (const { block, test } of tests.toReversed()) {
    const copy = edits.duplicate(block);
    edits.redirect(copy, test.otherwise, next);
    next = copy;
  }
  return next;
}

/** A block that leads to the first of `tests`, all of one value, what one of them may hold for. */
function addHead(filter: Filter, tests: readonly RuleTest[], otherwise: BlockId): BlockId {
  const [first] = tests;
  invariant(first !== undefined, 'a chain has tests');
  const head = filter.addBlock();
  const names = copyInstrs(filter, filter.block(first.block), head);
  const cases = overlay(
    tests.map(({ test }) => test.cases.map((one) => ({ ...one, target: first.block }))),
  );
  filter.setTerminator(head, {
    kind: 'switch',
    value: names.get(first.test.value) ?? first.test.value,
    cases: switchRanges({ cases, otherwise }).filter(({ target }) => target !== otherwise),
    otherwise,
  });
  return head;
}
