import { neededTerms } from '../smt/needed-terms.ts';
import { operandsOf, type TermId, type WithinTerm } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { membershipOf } from './condition.ts';
import { type Context, contextsOf } from './contexts.ts';
import {
  type Care,
  type DiagramId,
  DiagramLimit,
  type DiagramTable,
  type Fork,
} from './diagram-table.ts';
import { type Intervals, intervalsOf } from './intervals.ts';

/** What a variable of diagrams stands for. */
export type Variable =
  /** The value of an i32. */
  | { readonly kind: 'value'; readonly term: TermId }
  /** One more than the bytes that the packet has from a base on, an i32; 0 where that lies behind its end. */
  | { readonly kind: 'reach'; readonly base: TermId }
  /** A truth: 1, or 0 where it does not hold. */
  | { readonly kind: 'truth'; readonly term: TermId };

/** More variables than these are not put in order: diagrams of so many are too large anyway. */
const MOST_VARIABLES = 2_000;

const keyOf = (variable: Variable): string =>
  `${variable.kind} ${variable.kind === 'reach' ? variable.base : variable.term}`;

const isDiagram = (id: DiagramId | undefined): id is DiagramId => id !== undefined;

/**
 * The diagrams of terms. Variables stand in the order in which terms first need them, the length of the
 * packet before all others. They are taken to be independent: diagrams that are the same mean the same,
 * those that are not may do so nevertheless.
 */
export class TermDiagrams {
  readonly #graph: TermGraph;
  readonly #table: DiagramTable;
  readonly #variables: Variable[] = [];
  readonly #ranks = new Map<string, number>();
  readonly #true: DiagramId;
  readonly #false: DiagramId;

  constructor(graph: TermGraph, table: DiagramTable) {
    this.#graph = graph;
    this.#table = table;
    this.#true = table.leaf(graph.truth(true));
    this.#false = table.leaf(graph.truth(false));
    this.#rank({ kind: 'value', term: graph.input('caplen') });
  }

  /** The variable of a rank. */
  variable(rank: number): Variable | undefined {
    return this.#variables[rank];
  }

  /**
   * The diagrams of some terms. Their leaves are terms without choices; those of truths are known truths.
   *
   * @throws {@link DiagramLimit}
   */
  of(roots: readonly TermId[]): readonly DiagramId[] {
    const terms = neededTerms(this.#graph, roots);
    const contexts = contextsOf(this.#graph, terms, roots);
    const diagrams = new Map<TermId, DiagramId>();
    for (const id of terms) {
      const operands = operandsOf(this.#graph.term(id)).map((operand) => diagrams.get(operand));
      diagrams.set(id, this.#make(id, operands.filter(isDiagram), this.#careOf(contexts.get(id))));
    }
    return roots.map((root) => diagrams.get(root)).filter(isDiagram);
  }

  /** What matters in a context, of the variables so far. */
  #careOf(context: Context | undefined): Care {
    const care = new Map<number, Intervals>();
    for (const [term, values] of context ?? []) {
      const rank = this.#ranks.get(keyOf({ kind: 'value', term }));
      if (rank !== undefined) {
        care.set(rank, values);
      }
    }
    return care;
  }

  #make(id: TermId, operands: readonly DiagramId[], care: Care): DiagramId {
    const term = this.#graph.term(id);
    if (!this.#graph.isConditional(id)) {
      return this.#graph.sort(id) === 'bool' ? this.#ofTruth(id) : this.#table.leaf(id);
    }
    switch (term.kind) {
      case 'ite':
        return this.#table.apply(operands, (ids) => this.#choose(ids), care);
      case 'not':
        return this.#table.apply(operands, ([of]) => this.#negated(of), care);
      default:
        return this.#ofChoices(id, operands, care);
    }
  }

  /** The diagram of an `ite` as soon as it is known, by those of its operands. */
  #choose([test, onTrue, onFalse]: readonly DiagramId[]): DiagramId | null {
    if (onTrue === onFalse || test === this.#true) {
      return onTrue ?? null;
    }
    return test === this.#false ? (onFalse ?? null) : null;
  }

  #negated(of: DiagramId | undefined): DiagramId | null {
    if (of === this.#true || of === this.#false) {
      return of === this.#true ? this.#false : this.#true;
    }
    return null;
  }

  /** The diagram of an operation on operands that depend on choices: the operation on each of theirs. */
  #ofChoices(id: TermId, diagrams: readonly DiagramId[], care: Care): DiagramId {
    const operands = operandsOf(this.#graph.term(id));
    const chosen = this.#table.apply(
      diagrams,
      (ids) => {
        const leaves = ids.map((one) => this.#table.diagram(one));
        if (leaves.some(({ kind }) => kind !== 'leaf')) {
          return null;
        }
        const made = this.#graph.rebuild(id, (operand) => {
          const leaf = leaves[operands.indexOf(operand)];
          return leaf?.kind === 'leaf' ? leaf.term : operand;
        });
        return this.#table.leaf(made);
      },
      care,
    );
    return this.#graph.sort(id) === 'bool' ? this.#withoutTruths(chosen) : chosen;
  }

  /** The diagram of a truth that `chosen` tells: its leaves are truths that depend on more variables. */
  #withoutTruths(chosen: DiagramId, known = new Map<DiagramId, DiagramId>()): DiagramId {
    const done = known.get(chosen);
    if (done !== undefined) {
      return done;
    }
    const diagram = this.#table.diagram(chosen);
    const made =
      diagram.kind === 'leaf'
        ? this.#ofTruth(diagram.term)
        : this.#forkOf(
            diagram,
            diagram.ways.map((way) => this.#withoutTruths(way, known)),
          );
    known.set(chosen, made);
    return made;
  }

  /** `fork` with other ways, which may ask for variables that stand before its own. */
  #forkOf({ variable, ends }: Fork, ways: readonly DiagramId[]): DiagramId {
    if (this.#table.variableOf(ways) > variable) {
      return this.#table.fork(
        variable,
        ways.map((way, index) => [ends[index] ?? Number.POSITIVE_INFINITY, way] as const),
      );
    }
    let rest = this.#false;
    for (const way of new Set(ways)) {
      const pieces = ways.flatMap((one, index) =>
        one === way ? [{ low: (ends[index - 1] ?? -1) + 1, high: ends[index] ?? 0 }] : [],
      );
      const operands = [this.#within(variable, intervalsOf(pieces)), way, rest];
      rest = this.#table.apply(operands, (ids) => this.#choose(ids));
    }
    return rest;
  }

  /** The diagram of a truth without choices. */
  #ofTruth(id: TermId): DiagramId {
    const term = this.#graph.term(id);
    switch (term.kind) {
      case 'truth':
        return this.#table.leaf(id);
      case 'not':
        return this.#table.apply([this.#ofTruth(term.operand)], ([of]) => this.#negated(of));
      case 'within':
        return this.#ofReach(term);
      case 'compare': {
        const membership = membershipOf(this.#graph, term);
        return membership === null
          ? this.#ofOther(id)
          : this.#ofValue(membership.term, membership.values);
      }
      case 'kernel':
        return this.#ofOther(id);
      default:
        throw new DiagramLimit(`term ${id} depends on choices`);
    }
  }

  #ofOther(term: TermId): DiagramId {
    return this.#within(this.#rank({ kind: 'truth', term }), [{ low: 1, high: 1 }]);
  }

  #ofValue(term: TermId, values: Intervals): DiagramId {
    const { high: most } = this.#graph.abstractValue(term);
    const open = values.map(({ low, high }) => ({
      low,
      high: high >= most ? Number.POSITIVE_INFINITY : high,
    }));
    return this.#within(this.#rank({ kind: 'value', term }), open);
  }

  /** Whether the packet reaches far enough from a base; the limits of that say how long it is. */
  #ofReach({ base, extent }: WithinTerm): DiagramId {
    const { low, high } = this.#graph.abstractValue(base);
    const caplen = this.#rank({ kind: 'value', term: this.#graph.input('caplen') });
    const reach = this.#rank({ kind: 'reach', base });
    const far = { low: extent + 1, high: Number.POSITIVE_INFINITY };
    const pieces = [
      [low + extent - 1, this.#false],
      [high + extent - 1, this.#within(reach, [far])],
      [Number.POSITIVE_INFINITY, this.#true],
    ] as const;
    return this.#table.fork(
      caplen,
      pieces.filter(([end], index) => end > (pieces[index - 1]?.[0] ?? -1)),
    );
  }

  /** Whether a variable lies in one of some intervals. */
  #within(variable: number, values: Intervals): DiagramId {
    const pieces = values.flatMap(({ low, high }) => [
      ...(low > 0 ? [[low - 1, this.#false] as const] : []),
      [high, this.#true] as const,
    ]);
    const isOpen = values.at(-1)?.high !== Number.POSITIVE_INFINITY;
    const last = [Number.POSITIVE_INFINITY, this.#false] as const;
    return this.#table.fork(variable, isOpen ? [...pieces, last] : pieces);
  }

  #rank(variable: Variable): number {
    const key = keyOf(variable);
    const known = this.#ranks.get(key);
    if (known !== undefined) {
      return known;
    }
    if (this.#variables.length >= MOST_VARIABLES) {
      throw new DiagramLimit('there are too many variables');
    }
    const rank = this.#variables.length;
    this.#variables.push(variable);
    this.#ranks.set(key, rank);
    return rank;
  }
}
