import type { ControlFlowGraph, GraphBlock, GraphEdge } from '../../artifact/control-flow-graph.ts';
import { groupBy } from '../../support/group-by.ts';
import { formatCount } from '../number-format.ts';

/** A block as drawn, or several that are drawn as one. */
export interface DrawnBlock extends GraphBlock {
  /** Absent for a block that stands for itself. */
  readonly many?: ManyBlocks;
}

/** Blocks that are drawn as one. */
export interface ManyBlocks {
  /** `b9 … b896`. */
  readonly title: string;
  /** What all of them do, each behind its name. */
  readonly text: string;
  /** `888 blocks`. */
  readonly count: string;
}

/** The line of a block that stands for many, by which they are shown. */
export const SHOW_ALL = '⋯ show all';

/** A graph whose long chains and wide fans of like blocks are one block each. */
export interface CollapsedGraph {
  readonly blocks: readonly DrawnBlock[];
  readonly edges: readonly GraphEdge[];
}

/** Shorter runs of like blocks are drawn in full, and those with too many kinds of blocks. */
const RUN = { least: 16, ofEachKind: 4 } as const;

/** So many blocks that differ in their numbers alone, between the same two places, are drawn as one. */
const FAN = 6;

/** A run leads to so many other places at most, verdicts among them. */
const EXITS = 2;

/** No run has more kinds of blocks. */
const KINDS = 64;

/** A run whose blocks have led to so many places that are not reached yet is looked at no longer. */
const OPEN = 12;

/**
 * Draws as one what is of one kind: runs of blocks that are entered at the first and left for two places at
 * most, as lists of hosts are, and fans of blocks that stand between the same two. The entry stays as it is.
 * O(n) in blocks for each run that is tried, of which few are long.
 */
export function collapsed(graph: ControlFlowGraph): CollapsedGraph {
  const parts = new Map<number, number>();
  const runs = runsIn(graph);
  for (const run of [...runs, ...fansIn(graph, new Set(runs.flat()))]) {
    for (const id of run) {
      parts.set(id, run[0] ?? id);
    }
  }
  return parts.size === 0 ? graph : merged(graph, parts);
}

/** What a block does, but for the numbers and the names in it. */
const kindOf = ({ text }: GraphBlock): string =>
  text.replaceAll(/\bv\d+\b/g, 'v').replaceAll(/(br \w+ v, ).*/g, '$1');

function runsIn({ blocks, edges }: ControlFlowGraph): readonly (readonly number[])[] {
  const run = new RunFinder(blocks, edges);
  const found: (readonly number[])[] = [];
  for (let place = 1; place < run.length; ) {
    const length = run.lengthAt(place);
    if (length > 0) {
      found.push(run.ids(place, length));
    }
    place += Math.max(1, length);
  }
  return found;
}

class RunFinder {
  readonly #blocks: readonly GraphBlock[];
  readonly #places: ReadonlyMap<number, number>;
  readonly #verdicts: ReadonlyMap<number, number | undefined>;
  readonly #leaving: ReadonlyMap<number, readonly GraphEdge[]>;
  readonly #entering: ReadonlyMap<number, readonly GraphEdge[]>;

  constructor(blocks: readonly GraphBlock[], edges: readonly GraphEdge[]) {
    this.#blocks = blocks.filter(({ verdict }, index) => verdict === undefined || index === 0);
    this.#places = new Map(this.#blocks.map(({ id }, place) => [id, place]));
    this.#verdicts = new Map(blocks.map(({ id, verdict }) => [id, verdict]));
    this.#leaving = groupBy(edges, ({ from }) => from);
    this.#entering = groupBy(edges, ({ to }) => to);
  }

  /** How many blocks are drawn that stand for themselves. */
  get length(): number {
    return this.#blocks.length;
  }

  ids(place: number, length: number): readonly number[] {
    return this.#blocks.slice(place, place + length).map(({ id }) => id);
  }

  /** The length of the longest run from `start` on; 0 for none. */
  lengthAt(start: number): number {
    const open = new Set<number>();
    const verdicts = new Set<number>();
    const kinds = new Set<string>();
    let longest = 0;
    for (let at = start; at < this.length && open.size <= OPEN && kinds.size <= KINDS; at += 1) {
      const block = this.#blocks[at];
      if (block === undefined || (at > start && this.#isEnteredFromOutside(block, start, at))) {
        break;
      }
      kinds.add(kindOf(block));
      open.delete(at);
      this.#addExits(block, open, verdicts);
      const length = at - start + 1;
      const isRun = length >= RUN.least && length >= RUN.ofEachKind * kinds.size;
      if (isRun && open.size + verdicts.size <= EXITS) {
        longest = length;
      }
    }
    return longest;
  }

  /** Adds where `block` leads: to places of blocks, and to verdicts. */
  #addExits({ id }: GraphBlock, open: Set<number>, verdicts: Set<number>): void {
    for (const { to } of this.#leaving.get(id) ?? []) {
      const verdict = this.#verdicts.get(to);
      if (verdict === undefined) {
        open.add(this.#places.get(to) ?? 0);
      } else {
        verdicts.add(verdict);
      }
    }
  }

  #isEnteredFromOutside({ id }: GraphBlock, start: number, at: number): boolean {
    return (this.#entering.get(id) ?? []).some(({ from }) => {
      const place = this.#places.get(from) ?? -1;
      return place < start || place >= at;
    });
  }
}

/** Sets of blocks that one block leads to, that do the same with other numbers, and that lead to the same. */
function fansIn(
  { blocks, edges }: ControlFlowGraph,
  taken: ReadonlySet<number>,
): readonly (readonly number[])[] {
  const leaving = groupBy(edges, ({ from }) => from);
  const entering = groupBy(edges, ({ to }) => to);
  const alone = blocks.filter(
    ({ id, verdict }) => verdict === undefined && !taken.has(id) && entering.get(id)?.length === 1,
  );
  const fans = groupBy(alone, (block) => {
    const exits = (leaving.get(block.id) ?? []).map(({ to, kind }) => `${kind} ${to}`);
    return [entering.get(block.id)?.[0]?.from, kindOf(block), ...exits].join('|');
  });
  return [...fans.values()]
    .filter(({ length }) => length >= FAN)
    .map((fan) => fan.map(({ id }) => id));
}

/** @param parts by block, the first of those that it is drawn with. */
function merged(
  { blocks, edges }: ControlFlowGraph,
  parts: ReadonlyMap<number, number>,
): CollapsedGraph {
  const members = groupBy(
    blocks.filter(({ id }) => parts.has(id)),
    ({ id }) => parts.get(id) ?? id,
  );
  const drawnAs = (id: number): number => parts.get(id) ?? id;
  const between = groupBy(
    edges
      .map((edge) => ({ ...edge, from: drawnAs(edge.from), to: drawnAs(edge.to) }))
      .filter(({ from, to }) => from !== to),
    ({ from, to, kind }) =>
      members.has(from) || members.has(to) ? `${from} ${to}` : `${from} ${to} ${kind}`,
  );
  return {
    blocks: blocks
      .filter(({ id }) => drawnAs(id) === id)
      .map((block) => {
        const group = members.get(block.id);
        return group === undefined ? block : oneOf(block, group);
      }),
    edges: [...between.values()].map(oneEdge),
  };
}

function oneOf(first: GraphBlock, group: readonly GraphBlock[]): DrawnBlock {
  const last = group.at(-1) ?? first;
  const count = formatCount(group.length, 'block');
  return {
    ...first,
    text: [first.text, SHOW_ALL, last.text].join('\n'),
    many: {
      title: `b${first.id} … b${last.id}`,
      text: group.map(({ id, text }) => `b${id}:\n${text.replaceAll(/^/gm, '  ')}`).join('\n'),
      count,
    },
  };
}

function oneEdge(edges: readonly GraphEdge[]): GraphEdge {
  const [first, ...others] = edges as readonly [GraphEdge, ...GraphEdge[]];
  if (others.length === 0) {
    return first;
  }
  const { from, to, kind } = first;
  const isOneKind = others.every((edge) => edge.kind === kind);
  return {
    from,
    to,
    kind: isOneKind ? kind : 'jump',
    ...(kind === 'case' ? { cases: `${edges.length} edges` } : {}),
  };
}
