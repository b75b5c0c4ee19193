import type { GraphEdge, GraphEdgeKind } from '../../artifact/control-flow-graph.ts';
import { groupBy } from '../../support/group-by.ts';
import type { CollapsedGraph, DrawnBlock, ManyBlocks } from './collapse.ts';

/** One line of a drawn block. */
export interface SceneLine {
  readonly text: string;
  /** The value that the line is about and does not name; `null` for none. */
  readonly value: number | null;
}

/** A basic block as drawn. */
export interface SceneBlock {
  readonly kind: 'block';
  /** `b3`. */
  readonly name: string;
  readonly title: string;
  readonly lines: readonly SceneLine[];
  /** How many characters wide it is at least, so that the texts on its edges fit side by side. */
  readonly minColumns: number;
  /** The blocks that it stands for; absent where it is one. */
  readonly many?: ManyBlocks;
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

export interface SceneEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: GraphEdgeKind;
  /** What to write on the edge; empty for nothing. */
  readonly label: string;
}

/** What a drawing of a control-flow graph shows, before it has places. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

/** The most columns that a block takes for the sake of the texts on its edges. */
const MAX_COLUMNS = 72;

/** The drawing of a graph: its blocks, and a pill for each edge into one that returns a constant. */
export function sceneOf({ blocks, edges: all }: CollapsedGraph): Scene {
  const leaving = groupBy(all, ({ from }) => from);
  const verdicts = new Map(blocks.map(({ id, verdict }) => [id, verdict]));
  const nodes: SceneNode[] = [];
  const edges: SceneEdge[] = [];
  const drawn = blocks.filter(({ verdict }, place) => verdict === undefined || place === 0);
  for (const [place, block] of drawn.entries()) {
    const name = `b${block.id}`;
    const exits = (leaving.get(block.id) ?? []).map((edge) => ({ ...edge, label: labelOf(edge) }));
    nodes.push({
      kind: 'block',
      name,
      title: titleOf(block, place === 0),
      lines: linesOf(block),
      minColumns: columnsFor(exits),
      ...(block.many === undefined ? {} : { many: block.many }),
    });
    for (const [index, { to: target, kind, label }] of exits.entries()) {
      const verdict = verdicts.get(target);
      const to = verdict === undefined ? `b${target}` : `${name}.${index}`;
      if (verdict !== undefined) {
        nodes.push(pill(to, verdict));
      }
      edges.push({ from: name, to, kind, label });
    }
    if (block.verdict !== undefined) {
      nodes.push(pill(`${name}.end`, block.verdict));
      edges.push({ from: name, to: `${name}.end`, kind: 'jump', label: '' });
    }
  }
  return { nodes, edges };
}

function linesOf({ text, test, many }: DrawnBlock): readonly SceneLine[] {
  const lines = text === '' ? [] : text.split('\n');
  return lines.map((line, index) => ({
    text: line,
    value: index === lines.length - 1 && many === undefined ? (test ?? null) : null,
  }));
}

/** The columns that exits take side by side, each with its label to its right. */
function columnsFor(exits: readonly { readonly label: string }[]): number {
  const longest = Math.max(0, ...exits.map(({ label }) => label.length));
  return longest === 0 ? 0 : Math.min((longest + 1) * (exits.length + 1), MAX_COLUMNS);
}

const pill = (name: string, verdict: number): ScenePill => ({
  kind: 'pill',
  name,
  outcome: verdict === 0 ? 'reject' : 'accept',
  title: verdict === 0 ? 'reject' : `accept ${verdict}`,
});

function titleOf({ id, count, many }: DrawnBlock, isEntry: boolean): string {
  if (many !== undefined) {
    return `${many.title}: ${many.count}`;
  }
  return `b${id}${isEntry ? ' entry' : ''}${count === undefined ? '' : `  ×${count}`}`;
}

function labelOf({ cases, probability }: GraphEdge): string {
  return probability === undefined ? (cases ?? '') : `${(probability * 100).toFixed(0)} %`;
}
