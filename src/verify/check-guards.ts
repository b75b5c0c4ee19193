import type { DominatorTree } from '../analysis/control-flow/dominator-tree.ts';
import type { FilterView } from '../ir/filter-view.ts';
import type { BlockId, ValueId } from '../ir/ids.ts';
import { type BasicBlock, extentOf, type GuardInstr, type LoadInstr } from '../ir/ir.ts';
import type { Context } from './context.ts';
import type { Finding } from './violation.ts';

/** How far past each base `caplen` is known to reach, in bytes; `null` is the packet's start. */
type Extents = Map<ValueId | null, number>;

/** An entry of {@link Extents} before a block changed it. */
type Undo = readonly [base: ValueId | null, extent: number | undefined];

/**
 * An unchecked load is dominated by a guard, or a checked load on the same base, that reaches as
 * far. A constant base counts as part of the offset.
 *
 * Walks the dominator tree with the extents that hold on the way, and takes back those of a block
 * when it leaves the block: linear in the filter. Yields the findings of each block that has any.
 */
export function uncheckedLoads({
  filter,
  tree,
  cyclic,
}: Context): ReadonlyMap<BlockId, readonly Finding[]> {
  const found = new Map<BlockId, readonly Finding[]>();
  if (cyclic) {
    return found;
  }
  const extents: Extents = new Map();
  for (const step of walk(filter.entry, tree)) {
    if (step.kind === 'leave') {
      restore(extents, step.undo);
      continue;
    }
    const findings = visit(filter.block(step.block), filter, extents, step.undo);
    if (findings.length > 0) {
      found.set(step.block, findings);
    }
  }
  return found;
}

interface Step {
  readonly kind: 'enter' | 'leave';
  readonly block: BlockId;
  /** Filled by whoever handles `enter`; what `leave` has to take back. */
  readonly undo: Undo[];
}

/** The blocks of the dominator tree, each entered before and left after all that it dominates. */
function* walk(root: BlockId, tree: DominatorTree): Iterable<Step> {
  const pending: Step[] = [{ kind: 'enter', block: root, undo: [] }];
  for (let step = pending.pop(); step !== undefined; step = pending.pop()) {
    yield step;
    if (step.kind === 'enter') {
      pending.push({ ...step, kind: 'leave' });
      for (const child of tree.children(step.block)) {
        pending.push({ kind: 'enter', block: child, undo: [] });
      }
    }
  }
}

function visit(
  block: BasicBlock,
  filter: FilterView,
  extents: Extents,
  undo: Undo[],
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [index, instr] of block.instrs.entries()) {
    if (instr.kind !== 'load' && instr.kind !== 'guard') {
      continue;
    }
    const { base, extent } = normalize(instr, filter);
    const known = extents.get(base);
    const isKnown = known !== undefined && known >= extent;
    if (instr.kind === 'load' && !instr.checked) {
      if (!isKnown) {
        findings.push(unguarded(index, base, extent));
      }
    } else if (!isKnown) {
      undo.push([base, known]);
      extents.set(base, extent);
    }
  }
  return findings;
}

function restore(extents: Extents, undo: readonly Undo[]): void {
  for (const [base, extent] of undo.toReversed()) {
    if (extent === undefined) {
      extents.delete(base);
    } else {
      extents.set(base, extent);
    }
  }
}

/** The base and extent of `access`, a constant base being added to the extent. */
function normalize(
  access: LoadInstr | GuardInstr,
  filter: FilterView,
): { readonly base: ValueId | null; readonly extent: number } {
  const extent = extentOf(access);
  const definition = access.base === null ? undefined : filter.findDefinition(access.base);
  return definition?.kind === 'const'
    ? { base: null, extent: definition.value + extent }
    : { base: access.base, extent };
}

function unguarded(index: number, base: ValueId | null, extent: number): Finding {
  const end = base === null ? `${extent}` : `v${base} + ${extent}`;
  return {
    code: 'IR_UNGUARDED',
    place: index,
    message: `no guard or checked load that dominates this reaches ${end}`,
  };
}
