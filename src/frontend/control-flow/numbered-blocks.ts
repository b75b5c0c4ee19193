import { type BlockId, blockId, type ValueId } from '../../ir/ids.ts';
import { type BasicBlock, type Instr, mapOperands } from '../../ir/ir.ts';
import { invariant } from '../../support/invariant.ts';
import type { BlockList } from './block-list.ts';
import type { Label } from './label.ts';

/** The position of a label that has none. */
const NOWHERE = -1;

/** A filter whose blocks still have labels for ids. */
export interface LabelledBlocks {
  /** In order. */
  readonly code: readonly BlockList[];
  /** The blocks that end the filter, which come last. */
  readonly exits: readonly BasicBlock[];
  /** More than any label. */
  readonly labelBound: number;
  /** The values that the first block is to make 0. */
  readonly zeros: readonly ValueId[];
  /** What to use in place of values that have no definition. */
  readonly resolved: ReadonlyMap<ValueId, ValueId>;
}

/** The blocks in order, one by one, with ids that are their positions. */
export function* numberedBlocks(labelled: LabelledBlocks): Generator<BasicBlock> {
  const { code, exits, zeros } = labelled;
  const positions = positionsOf(labelled);
  const idOf = (label: Label): BlockId => {
    const position = positions[label] ?? NOWHERE;
    invariant(position !== NOWHERE, 'a label was never placed');
    return blockId(position);
  };
  let first: readonly Instr[] = zeros.map((id) => ({ kind: 'const', id, value: 0 }));
  for (const list of code) {
    for (let index = 0; index < list.length; index += 1) {
      const own = finished(list.instrs(index), idOf, labelled.resolved);
      yield {
        id: idOf(list.label(index)),
        instrs: first.length === 0 ? own : [...first, ...own],
        terminator: list.terminator(index, idOf),
      };
      first = [];
    }
  }
  for (const { id, instrs, terminator } of exits) {
    yield { id: idOf(id), instrs, terminator };
  }
}

/** The position of each label. */
function positionsOf({ code, exits, labelBound }: LabelledBlocks): Int32Array {
  const positions = new Int32Array(labelBound).fill(NOWHERE);
  let count = 0;
  for (const list of code) {
    for (let index = 0; index < list.length; index += 1) {
      positions[list.label(index)] = count;
      count += 1;
    }
  }
  for (const { id } of exits) {
    positions[id] = count;
    count += 1;
  }
  return positions;
}

/** `instrs` with resolved values, and with block ids in place of labels. */
function finished(
  instrs: readonly Instr[],
  idOf: (label: Label) => BlockId,
  resolved: ReadonlyMap<ValueId, ValueId>,
): readonly Instr[] {
  if (resolved.size === 0 && instrs[0]?.kind !== 'phi') {
    return instrs;
  }
  return instrs.map((instr) => {
    const one = resolved.size === 0 ? instr : mapOperands(instr, (id) => resolved.get(id) ?? id);
    return one.kind === 'phi' ? { ...one, incoming: renamed(one.incoming, idOf) } : one;
  });
}

function renamed(
  incoming: ReadonlyMap<Label, ValueId>,
  idOf: (label: Label) => BlockId,
): ReadonlyMap<BlockId, ValueId> {
  return new Map([...incoming].map(([label, value]) => [idOf(label), value]));
}
