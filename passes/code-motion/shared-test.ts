import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { Filter } from '../../src/ir/filter.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId, ValueId } from '../../src/ir/ids.ts';
import {
  type BasicBlock,
  type BranchTerminator,
  mapTargets,
  returnConstant,
} from '../../src/ir/ir.ts';
import { phisOf } from '../../src/ir/phis.ts';
import { isWork } from './common-head.ts';

/** One test with which all successors of a block begin and end, and of which one outcome is common. */
export interface SharedTest {
  readonly test: ValueId;
  /** The outcome on which all successors lead to {@link target}. */
  readonly outcome: boolean;
  readonly target: BlockId;
  /** Where each successor leads on the other outcome. */
  readonly rest: ReadonlyMap<BlockId, BlockId>;
}

/** The test that `blocks`, which have one and the same predecessor and no other, do nothing but make. */
export function sharedTest(
  filter: FilterView,
  blocks: readonly BlockId[],
  numbers: ValueNumbers,
): SharedTest | null {
  const branches = blocks.flatMap((id) => testOnly(filter.block(id)) ?? []);
  const [first] = branches;
  if (first === undefined || branches.length < blocks.length) {
    return null;
  }
  const number = numbers.of(first.test);
  const alike = branches.every(({ test }) => numbers.of(test) === number);
  if (number < 0 || !alike || blocks.includes(filter.definitionBlock(first.test))) {
    return null;
  }
  return (
    withOutcome(filter, { blocks, branches }, true) ??
    withOutcome(filter, { blocks, branches }, false)
  );
}

/** The branch of a block that computes nothing. */
function testOnly({ instrs, terminator }: BasicBlock): BranchTerminator | null {
  const isEmpty = instrs.every((instr) => !isWork(instr) && instr.kind !== 'phi');
  return isEmpty && terminator.kind === 'branch' ? terminator : null;
}

interface Branches {
  readonly blocks: readonly BlockId[];
  /** How each of `blocks` ends. */
  readonly branches: readonly BranchTerminator[];
}

function withOutcome(
  filter: FilterView,
  { blocks, branches }: Branches,
  outcome: boolean,
): SharedTest | null {
  const exits = branches.map(({ ifTrue, ifFalse }) =>
    outcome ? ([ifTrue, ifFalse] as const) : ([ifFalse, ifTrue] as const),
  );
  const [first] = branches;
  const target = exits[0]?.[0];
  if (first === undefined || target === undefined || exits.some(([shared]) => shared !== target)) {
    return null;
  }
  const rest = new Map(blocks.map((id, index) => [id, exits[index]?.[1] ?? target]));
  const edges = [...rest, ...blocks.map((id) => [id, target] as const)];
  return agreeOnPhis(filter, edges) ? { test: first.test, outcome, target, rest } : null;
}

/** Whether edges to one block bring its phis the same values. */
function agreeOnPhis(
  filter: FilterView,
  edges: readonly (readonly [from: BlockId, to: BlockId])[],
): boolean {
  const first = new Map<BlockId, BlockId>();
  return edges.every(([from, to]) => {
    const other = first.get(to) ?? from;
    first.set(to, other);
    return phisOf(filter.block(to)).every(
      ({ incoming }) => incoming.get(other) === incoming.get(from),
    );
  });
}

/**
 * Makes `block` end in the shared test, and what it tested itself come behind that, in a block that is
 * yielded. No edge leads to the successors any more. How likely the shared test is to hold is not
 * known; what `block` tested is taken to be as likely as before.
 */
export function testFirst(
  filter: Filter,
  block: BlockId,
  { test, outcome, target, rest }: SharedTest,
): BlockId {
  const late = filter.addBlock();
  const { terminator } = filter.block(block);
  const operands = [...rest].flatMap(([from, to]) => [
    ...operandsFrom(filter, from, to).map((one) => ({ ...one, to: late })),
    ...operandsFrom(filter, from, target).map((one) => ({ ...one, to: block })),
  ]);
  const constants = [...rest.keys()].flatMap((id) => filter.block(id).instrs);
  for (const id of rest.keys()) {
    filter.setInstrs(id, []);
    filter.setTerminator(id, returnConstant(0));
  }
  filter.setInstrs(block, [...filter.block(block).instrs, ...constants]);
  const [only, ...others] = new Set(rest.values());
  filter.setTerminator(
    late,
    only !== undefined && others.length === 0
      ? { kind: 'jump', target: only }
      : mapTargets(terminator, (to) => rest.get(to) ?? to),
  );
  filter.setTerminator(block, {
    kind: 'branch',
    test,
    ifTrue: outcome ? target : late,
    ifFalse: outcome ? late : target,
  });
  for (const { phi, value, to } of operands) {
    filter.setIncoming(phi, to, value);
  }
  return late;
}

/** What phis of `to` take from `from`. */
function operandsFrom(
  filter: FilterView,
  from: BlockId,
  to: BlockId,
): readonly { readonly phi: ValueId; readonly value: ValueId }[] {
  return phisOf(filter.block(to)).flatMap(({ id, incoming }) => {
    const value = incoming.get(from);
    return value === undefined ? [] : [{ phi: id, value }];
  });
}
