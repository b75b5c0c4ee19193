import type { TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { type DiagramId, DiagramLimit, type DiagramLimits, DiagramTable } from './diagram-table.ts';
import { TermDiagrams } from './term-diagrams.ts';

/** How a comparison by diagrams ends. */
export type DiagramComparison =
  /** On every packet the term is one of the expected ones. */
  | { readonly kind: 'equal' }
  /**
   * On these ways it is not, each a list of truths, those of long packets first; but there may be no packet
   * that takes one, and they may not be all there are.
   */
  | { readonly kind: 'different'; readonly ways: readonly (readonly TermId[])[] }
  /** The diagrams are too large. */
  | { readonly kind: 'undecided' };

/** What takes about a second at most. */
const QUICK: DiagramLimits = { work: 1_000_000, deadline: Number.POSITIVE_INFINITY };

/** So many ways on which they differ are told. */
const MOST_WAYS = 8;

/**
 * Compares `actual` with each of `expected`, of which it must be one on every packet, as decision diagrams
 * over the words of the packet: long lists are few forks of many ways there, however they are tested.
 */
export function compareDiagrams(
  graph: TermGraph,
  actual: TermId,
  expected: readonly TermId[],
  limits: DiagramLimits = QUICK,
): DiagramComparison {
  const table = new DiagramTable(limits);
  const diagrams = new TermDiagrams(graph, table);
  try {
    const roots = diagrams.of([...expected, actual]);
    const ways = new Differences(graph, table, diagrams).of(roots);
    return ways.length === 0 ? { kind: 'equal' } : { kind: 'different', ways };
  } catch (error) {
    if (error instanceof DiagramLimit) {
      return { kind: 'undecided' };
    }
    throw error;
  }
}

/** A limit of a variable on a way. */
interface Step {
  readonly variable: number;
  readonly low: number;
  readonly high: number;
}

class Differences {
  readonly #graph: TermGraph;
  readonly #table: DiagramTable;
  readonly #diagrams: TermDiagrams;
  readonly #seen = new Set<string>();
  readonly #found: (readonly TermId[])[] = [];

  constructor(graph: TermGraph, table: DiagramTable, diagrams: TermDiagrams) {
    this.#graph = graph;
    this.#table = table;
    this.#diagrams = diagrams;
  }

  /** Ways on which the last of `roots` is none of the others. */
  of(roots: readonly DiagramId[]): readonly (readonly TermId[])[] {
    this.#follow(roots, []);
    return this.#found;
  }

  #follow(ids: readonly DiagramId[], steps: readonly Step[]): void {
    const actual = ids.at(-1);
    const key = ids.join(' ');
    if (
      this.#found.length >= MOST_WAYS ||
      ids.slice(0, -1).some((id) => id === actual) ||
      this.#seen.has(key)
    ) {
      return;
    }
    this.#seen.add(key);
    if (ids.every((id) => this.#table.diagram(id).kind === 'leaf')) {
      this.#found.push(steps.flatMap((step) => this.#truthsOf(step)));
      return;
    }
    const variable = this.#table.variableOf(ids);
    const pieces: { readonly step: Step; readonly ways: readonly DiagramId[] }[] = [];
    this.#table.forEachPiece(variable, ids, (low, high, ways) => {
      pieces.push({ step: { variable, low, high }, ways: [...ways] });
    });
    for (const { step, ways } of pieces.reverse()) {
      this.#follow(ways, [...steps, step]);
    }
  }

  #truthsOf({ variable: rank, low, high }: Step): readonly TermId[] {
    const graph = this.#graph;
    const variable = this.#diagrams.variable(rank);
    switch (variable?.kind) {
      case 'value': {
        const [least, most] = [low, Math.min(high, 0xffff_ffff)].map((at) => graph.constant(at));
        return least === undefined || most === undefined
          ? []
          : [
              graph.compare('uge', 'i32', variable.term, least),
              graph.compare('ule', 'i32', variable.term, most),
            ];
      }
      case 'reach':
        return [
          ...(low > 0 ? [graph.reaches({ base: variable.base, offset: low - 1 })] : []),
          ...(high < Number.POSITIVE_INFINITY
            ? [graph.not(graph.reaches({ base: variable.base, offset: high }))]
            : []),
        ];
      case 'truth':
        return [low > 0 ? variable.term : graph.not(variable.term)];
      case undefined:
        return [];
    }
  }
}
