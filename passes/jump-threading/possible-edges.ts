import type { Facts } from '../../src/analysis/facts/facts.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors, type Terminator } from '../../src/ir/ir.ts';
import { trimSwitch } from './trim-switch.ts';

/** An edge as it is before threading, and what is known on it. */
interface Edge {
  readonly target: BlockId;
  readonly known: Facts;
}

/** How a block ends once the edges are gone that no packet takes. */
interface PossibleEdges {
  readonly open: Terminator;
  readonly edges: readonly Edge[];
}

/**
 * The terminator `before` without the edges that `facts`, known where it stands, rule out (the same object
 * where there are none), and its edges.
 */
export function possibleEdges(filter: FilterView, before: Terminator, facts: Facts): PossibleEdges {
  const settled = successors(before).length > 1 ? facts.target(before) : null;
  if (settled !== null) {
    return jumpTo({ target: settled, known: facts });
  }
  const terminator = before.kind === 'switch' ? trimSwitch(before, facts) : before;
  const targets = successors(terminator);
  const edges = targets.map((target) => ({
    target,
    known: isBareReturn(filter, target) ? facts : facts.onEdge(terminator, target),
  }));
  const possible = edges.filter((edge): edge is Edge => edge.known !== null);
  const [only] = possible;
  if (terminator.kind === 'branch' && possible.length === 1 && only !== undefined) {
    return jumpTo(only);
  }
  return {
    open: terminator,
    edges: edges.map(({ target, known }) => ({ target, known: known ?? facts })),
  };
}

/** Whether `id` only returns, so that nobody asks what is known there. */
export function isBareReturn(filter: FilterView, id: BlockId): boolean {
  const { instrs, terminator } = filter.block(id);
  return instrs.length === 0 && terminator.kind === 'return';
}

const jumpTo = (edge: Edge): PossibleEdges => ({
  open: { kind: 'jump', target: edge.target },
  edges: [edge],
});
