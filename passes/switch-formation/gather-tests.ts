import { reversePostorder } from '../../src/analysis/control-flow/reverse-postorder.ts';
import { type ConstantTest, largestPossible } from '../../src/analysis/values/constant-test.ts';
import { valueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import { type SwitchCase, terminatorOperand } from '../../src/ir/ir.ts';
import { switchRanges, tableOfRanges } from '../../src/ir/switch-ranges.ts';
import type { PassContext } from '../../src/pass/pass.ts';
import { invariant } from '../../src/support/invariant.ts';
import type { SourceSpan } from '../../src/support/source-span.ts';
import { MAX_U32 } from '../../src/support/u32.ts';
import { removeUnused } from '../edit/remove-unused.ts';
import { overlay } from './overlay.ts';
import { type TestRun, testRuns } from './test-runs.ts';

/** Which runs of tests are made one. */
export interface Policy {
  /** Whether to make one test of `run`, which would tell `ranges` apart. */
  pays(filter: FilterView, run: TestRun, ranges: readonly SwitchCase[]): boolean;
  /** For the remark on other runs: what holds of their tests. */
  readonly otherwise: string;
}

/** Makes one test of each run of tests for which that pays. */
export function gatherTests(
  filter: Filter,
  { get, count, remark }: PassContext,
  policy: Policy,
): void {
  let gathered = 0;
  const replaced: ValueId[] = [];
  for (const run of testRuns(filter, get(reversePostorder), get(valueNumbers))) {
    const blocks = run.flatMap((piece) => piece.blocks);
    const [head] = blocks;
    const first = run[0];
    const last = run.at(-1);
    invariant(head !== undefined && first !== undefined && last !== undefined, 'a run has tests');
    const { value } = first;
    const ranges = rangesFor(filter, run, { value, otherwise: last.otherwise });
    if (policy.pays(filter, run, ranges)) {
      const tested = terminatorOperand(filter.block(head).terminator);
      keepConstants(filter, head, blocks);
      const span = coveredBy(filter, blocks);
      endIn(filter, head, { value, ...tableOfRanges(ranges, last.otherwise) }, span);
      replaced.push(...(tested === null ? [] : [tested]));
      remark('done', `b${head}`, `gathers ${blocks.length} tests of v${value}`);
      gathered += blocks.length;
    } else {
      remark('missed', `b${head}`, `${blocks.length} tests of v${value} ${policy.otherwise}`);
    }
  }
  count('tests-gathered', gathered);
  count('blocks-removed', gathered > 0 ? filter.removeUnreachable() : 0);
  removeUnused(filter, replaced);
}

/** Where each number goes in the end. */
function rangesFor(
  filter: FilterView,
  run: TestRun,
  { value, otherwise }: { readonly value: ValueId; readonly otherwise: BlockId },
): readonly SwitchCase[] {
  const lists = run.map((piece, index) => {
    const next = run[index + 1]?.blocks[0];
    const cases = piece.otherwise === next ? piece.cases : switchRanges(piece);
    return cases.filter(({ target }) => target !== next);
  });
  return switchRanges({ cases: overlay(lists), otherwise }, largestPossible(filter, value));
}

/** Gives constants of the blocks that go and that others use a place in `head`. */
function keepConstants(filter: Filter, head: BlockId, blocks: readonly BlockId[]): void {
  const gone = new Set(blocks.slice(1));
  const replacements = new Map<ValueId, ValueId>();
  for (const block of gone) {
    for (const instr of filter.block(block).instrs) {
      if (instr.kind === 'const' && isUsedOutside(filter, instr.id, gone)) {
        const { id, ...constant } = instr;
        replacements.set(id, filter.append(head, constant));
      }
    }
  }
  if (replacements.size > 0) {
    filter.replaceAllUses(replacements);
  }
}

function isUsedOutside(filter: FilterView, id: ValueId, blocks: ReadonlySet<BlockId>): boolean {
  const { instrs, terminators } = filter.uses(id);
  return (
    instrs.some((user) => !blocks.has(filter.definitionBlock(user.id))) ||
    terminators.some((user) => !blocks.has(user))
  );
}

/** The piece of the source from the first to the last that the tests of `blocks` are for. */
function coveredBy(filter: FilterView, blocks: readonly BlockId[]): SourceSpan | undefined {
  const spans = blocks.flatMap((block): readonly SourceSpan[] => {
    const { terminator } = filter.block(block);
    return 'span' in terminator && terminator.span !== undefined ? [terminator.span] : [];
  });
  return spans.length === 0
    ? undefined
    : {
        start: Math.min(...spans.map(({ start }) => start)),
        end: Math.max(...spans.map(({ end }) => end)),
      };
}

/** Ends `block` in the test `table`: a jump or a branch where that is enough. */
function endIn(
  filter: Filter,
  block: BlockId,
  { value, cases, otherwise }: ConstantTest,
  span: SourceSpan | undefined,
): void {
  const [only, ...others] = cases;
  if (only === undefined) {
    filter.setTerminator(block, { kind: 'jump', target: otherwise });
    return;
  }
  const test = others.length === 0 ? comparison(only) : null;
  if (test === null) {
    filter.setTerminator(block, { kind: 'switch', value, cases, otherwise, span });
    return;
  }
  const rhs = filter.append(block, { kind: 'const', value: test.constant, span });
  const { op } = test;
  const branch = filter.append(block, { kind: 'binary', op, type: 'i32', lhs: value, rhs, span });
  const [ifTrue, ifFalse] = test.holds ? [only.target, otherwise] : [otherwise, only.target];
  filter.setTerminator(block, { kind: 'branch', test: branch, ifTrue, ifFalse, span });
}

/** The comparison that tells whether a number is in the range; `null` where it takes two. */
function comparison({ low, high }: SwitchCase): {
  readonly op: 'eq' | 'ugt';
  readonly constant: number;
  readonly holds: boolean;
} | null {
  if (low === high) {
    return { op: 'eq', constant: low, holds: true };
  }
  if (low === 0) {
    return { op: 'ugt', constant: high, holds: false };
  }
  return high === MAX_U32 ? { op: 'ugt', constant: low - 1, holds: true } : null;
}
