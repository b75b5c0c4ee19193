import { type BlockId, blockId, type ValueId } from '../../../ir/ids.ts';
import {
  type BasicBlock,
  returnConstant,
  type SwitchCase,
  successors,
  type Terminator,
} from '../../../ir/ir.ts';
import { BlockBuilder, type Scope } from './block-builder.ts';
import {
  type BlockGenes,
  CONSTANTS,
  type EndGenes,
  type FilterOptions,
  pick,
} from './filter-genes.ts';

/**
 * Makes the blocks of a valid filter: all edges lead forward, so block order is a topological order,
 * and what a block may use is what stood at the end of its immediate dominator.
 */
export function buildFilter(
  genes: readonly BlockGenes[],
  options: FilterOptions,
): readonly BasicBlock[] {
  const predecessors = genes.map((): BlockId[] => []);
  const scopes: (Scope | undefined)[] = [];
  const dominators: number[] = [];
  const blocks: BasicBlock[] = [];
  let nextValue = 0;
  for (const [index, { phis, instrs, end }] of genes.entries()) {
    const from = predecessors[index] ?? [];
    if (index > 0 && from.length === 0) {
      continue;
    }
    const dominator = commonDominator(from, dominators);
    dominators[index] = dominator;
    const builder = new BlockBuilder(nextValue, scopes[dominator] ?? null, options);
    for (const phi of phis.slice(0, from.length > 0 ? phis.length : 0)) {
      builder.addPhi(phi, new Map(from.map((id) => [id, scopes[id]])));
    }
    for (const instr of instrs) {
      builder.add(instr);
    }
    const terminator = terminate(end, { index, last: genes.length - 1, builder });
    blocks.push({ id: blockId(index), instrs: builder.instrs, terminator });
    for (const target of successors(terminator)) {
      predecessors[target]?.push(blockId(index));
    }
    scopes[index] = builder.scope;
    nextValue = builder.nextValue;
  }
  return blocks;
}

/** The nearest block that dominates all of `blocks`; the entry where there are none. */
function commonDominator(blocks: readonly number[], dominators: readonly number[]): number {
  let [common = 0] = blocks;
  for (const each of blocks) {
    let other = each;
    while (common !== other) {
      if (common > other) {
        common = dominators[common] ?? 0;
      } else {
        other = dominators[other] ?? 0;
      }
    }
  }
  return common;
}

interface Place {
  readonly index: number;
  readonly last: number;
  readonly builder: BlockBuilder;
}

function terminate(end: EndGenes, place: Place): Terminator {
  const { index, last, builder } = place;
  const target = (distance: number): BlockId => blockId(Math.min(index + 1 + distance, last));
  if (index === last || (end.kind < 12 && index > 0)) {
    return end.value % 3 === 0
      ? { kind: 'return', verdict: { kind: 'value', value: builder.latest(end.value) } }
      : returnConstant(pick(CONSTANTS, end.value));
  }
  if (end.kind < 22) {
    return { kind: 'jump', target: target(end.near) };
  }
  if (end.kind < 35) {
    return {
      kind: 'switch',
      value: switchedValue(end, builder),
      cases: switchCases(end, target),
      otherwise: target(end.near),
    };
  }
  const [ifTrue, ifFalse] = [target(end.near), target(end.far)];
  const probability = end.value % 8 === 0 ? { probability: (end.value % 101) / 100 } : {};
  return ifTrue === ifFalse
    ? { kind: 'jump', target: ifTrue }
    : { kind: 'branch', test: builder.test(end.value), ifTrue, ifFalse, ...probability };
}

/** Now and then the first constant that there is a case for. */
function switchedValue({ value, cases: [first] }: EndGenes, builder: BlockBuilder): ValueId {
  return first === undefined || value % 6 > 0 ? builder.tested(value) : builder.constant(first[0]);
}

function switchCases(
  { cases }: EndGenes,
  target: (distance: number) => BlockId,
): readonly SwitchCase[] {
  const sorted = cases
    .map(([low, more, far]) => {
      const start = pick(CONSTANTS, low);
      return { low: start, high: Math.min(start + more, 0xffffffff), target: target(far) };
    })
    .toSorted((a, b) => a.low - b.low);
  const disjoint: SwitchCase[] = [];
  for (const one of sorted) {
    if (one.low > (disjoint.at(-1)?.high ?? -1)) {
      disjoint.push(one);
    }
  }
  return disjoint;
}
