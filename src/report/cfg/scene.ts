import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId } from '../../ir/ids.ts';
import type { BasicBlock, SwitchCase, Terminator } from '../../ir/ir.ts';
import { type BlockLine, blockLines } from './block-text.ts';

/** A basic block as drawn. */
export interface SceneBlock {
  readonly kind: 'block';
  readonly name: string;
  readonly id: BlockId;
  readonly title: string;
  readonly lines: readonly BlockLine[];
  /** How many characters wide it is at least, so that the texts on its edges fit side by side. */
  readonly minColumns: number;
}

/** The end of one path, drawn anew for each edge that leads to it, so that edges stay short. */
export interface ScenePill {
  readonly kind: 'pill';
  readonly name: string;
  /** `accept` keeps bytes, `reject` keeps none. */
  readonly outcome: 'accept' | 'reject';
  readonly title: string;
}

export type SceneNode = SceneBlock | ScenePill;

/** When control takes an edge. */
export type SceneEdgeKind = 'true' | 'false' | 'jump' | 'case';

export interface SceneEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: SceneEdgeKind;
  /** What to write on the edge; empty for nothing. */
  readonly label: string;
}

/** What a drawing of a control-flow graph shows, before it has places. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

interface Exit {
  readonly target: BlockId;
  readonly kind: SceneEdgeKind;
  readonly label: string;
}

/** The most values of one switch edge that its label names. */
const MAX_CASES = 3;

/** The most columns that a block takes for the sake of the texts on its edges. */
const MAX_COLUMNS = 72;

/**
 * The drawing of `filter`: its blocks in `order` (the first on top), and a pill for each edge into a
 * block that only returns a constant.
 */
export function sceneOf(filter: FilterView, order: readonly BlockId[]): Scene {
  const nodes: SceneNode[] = [];
  const edges: SceneEdge[] = [];
  for (const id of order) {
    const block = filter.block(id);
    const ending = constantReturn(block);
    if (ending !== null && id !== filter.entry) {
      continue;
    }
    const leaving = exits(block.terminator);
    nodes.push({
      kind: 'block',
      name: `b${id}`,
      id,
      title: title(filter, block),
      lines: blockLines(filter, block),
      minColumns: columnsFor(leaving),
    });
    for (const [index, exit] of leaving.entries()) {
      const verdict = constantReturn(filter.block(exit.target));
      const to = verdict === null ? `b${exit.target}` : `b${id}.${index}`;
      if (verdict !== null) {
        nodes.push(pill(to, verdict));
      }
      edges.push({ from: `b${id}`, to, kind: exit.kind, label: exit.label });
    }
    if (ending !== null) {
      nodes.push(pill(`b${id}.end`, ending));
      edges.push({ from: `b${id}`, to: `b${id}.end`, kind: 'jump', label: '' });
    }
  }
  return { nodes, edges };
}

/** The columns that exits take side by side, each with its label to its right. */
function columnsFor(leaving: readonly Exit[]): number {
  const longest = Math.max(0, ...leaving.map(({ label }) => label.length));
  return longest === 0 ? 0 : Math.min((longest + 1) * (leaving.length + 1), MAX_COLUMNS);
}

/** The verdict of a block that does nothing but return a constant; `null` for any other. */
function constantReturn({ instrs, terminator }: BasicBlock): number | null {
  return instrs.length === 0 &&
    terminator.kind === 'return' &&
    terminator.verdict.kind === 'constant'
    ? terminator.verdict.value
    : null;
}

const pill = (name: string, verdict: number): ScenePill => ({
  kind: 'pill',
  name,
  outcome: verdict === 0 ? 'reject' : 'accept',
  title: verdict === 0 ? 'reject' : `accept ${verdict}`,
});

function title(filter: FilterView, { id, count }: BasicBlock): string {
  const role = id === filter.entry ? ' entry' : '';
  return count === undefined ? `b${id}${role}` : `b${id}${role}  ×${count}`;
}

function exits(terminator: Terminator): readonly Exit[] {
  switch (terminator.kind) {
    case 'jump':
      return [{ target: terminator.target, kind: 'jump', label: '' }];
    case 'branch': {
      const { ifTrue, ifFalse, probability } = terminator;
      const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
      return [
        {
          target: ifTrue,
          kind: 'true',
          label: probability === undefined ? '' : percent(probability),
        },
        {
          target: ifFalse,
          kind: 'false',
          label: probability === undefined ? '' : percent(1 - probability),
        },
      ];
    }
    case 'switch': {
      const cases = [...casesByTarget(terminator.cases)].map(
        ([target, held]): Exit => ({
          target,
          kind: 'case',
          label: caseLabel(held),
        }),
      );
      return [...cases, { target: terminator.otherwise, kind: 'false', label: 'else' }];
    }
    case 'return':
      return [];
  }
}

function casesByTarget(cases: readonly SwitchCase[]): ReadonlyMap<BlockId, readonly SwitchCase[]> {
  const groups = new Map<BlockId, SwitchCase[]>();
  for (const one of cases) {
    const group = groups.get(one.target);
    if (group === undefined) {
      groups.set(one.target, [one]);
    } else {
      group.push(one);
    }
  }
  return groups;
}

function caseLabel(cases: readonly SwitchCase[]): string {
  const named = cases
    .slice(0, MAX_CASES)
    .map(({ low, high }) => (low === high ? `${low}` : `${low}–${high}`));
  const left = cases.length - named.length;
  return left > 0 ? `${named.join(', ')} +${left}` : named.join(', ');
}
