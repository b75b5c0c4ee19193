import { operandsOf, type TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import type { PathFacts } from './path-facts.ts';

/** Operands are looked into so deep; deeper terms are left to a solver. */
const MAX_DEPTH = 200;

/** What a path comes to. */
export type PathEnd =
  /** A term without choices. */
  | { readonly kind: 'value'; readonly term: TermId }
  /** A choice by a test whose outcome the facts don't tell. */
  | { readonly kind: 'open'; readonly test: TermId; readonly at: TermId };

/** A term is too deep, or a walk too long. */
export class WalkLimit extends Error {
  override readonly name = 'WalkLimit';
}

/** Follows the choices in terms by what is known of a path. */
export class PathWalker {
  readonly #graph: TermGraph;
  #steps: number;

  /** Takes `steps` at most, over all walks. */
  constructor(graph: TermGraph, steps: number) {
    this.#graph = graph;
    this.#steps = steps;
  }

  /**
   * Follows `id` to its end or to the first open test.
   *
   * @throws {@link WalkLimit}
   */
  follow(id: TermId, facts: PathFacts): PathEnd {
    return new Walk(this.#graph, facts, () => this.step()).follow(id, 0);
  }

  /**
   * Counts one step.
   *
   * @throws {@link WalkLimit} where there was none left.
   */
  step(): void {
    this.#steps -= 1;
    if (this.#steps < 0) {
      throw new WalkLimit('too many paths');
    }
  }
}

/** One walk, with facts that don't change. */
class Walk {
  readonly #graph: TermGraph;
  readonly #facts: PathFacts;
  readonly #step: () => void;

  constructor(graph: TermGraph, facts: PathFacts, step: () => void) {
    this.#graph = graph;
    this.#facts = facts;
    this.#step = step;
  }

  follow(start: TermId, depth: number): PathEnd {
    this.#limitDepth(depth);
    const at = this.#choose(start, depth);
    if (typeof at !== 'number') {
      return at;
    }
    const resolved = this.#resolve(at, depth);
    return 'term' in resolved
      ? { kind: 'value', term: resolved.term }
      : { kind: 'open', test: resolved.open, at };
  }

  /** Follows the choices at the top of `start` to their end or to the first open test. */
  #choose(start: TermId, depth: number): TermId | PathEnd {
    let at = this.#facts.conclusions.place(start);
    for (let term = this.#graph.term(at); term.kind === 'ite'; term = this.#graph.term(at)) {
      this.#step();
      const outcome = this.#outcomeOf(term.test, depth + 1);
      if (typeof outcome !== 'boolean') {
        this.#facts.conclusions.setPlace(start, at);
        return { kind: 'open', test: outcome, at };
      }
      at = outcome ? term.ifTrue : term.ifFalse;
    }
    this.#facts.conclusions.setPlace(start, at);
    return at;
  }

  /** The outcome of a truth; where it is open, a test that is and on which it depends. */
  #outcomeOf(truth: TermId, depth: number): boolean | TermId {
    const known = this.#facts.outcome(truth);
    if (known !== null) {
      return known;
    }
    const outcome = this.#computeOutcome(truth, depth);
    if (typeof outcome === 'boolean') {
      this.#facts.conclusions.setOutcome(truth, outcome);
    }
    return outcome;
  }

  #computeOutcome(truth: TermId, depth: number): boolean | TermId {
    const end = this.#followTruth(truth, depth);
    if (end.kind === 'open') {
      return end.test;
    }
    const term = this.#graph.term(end.term);
    if (term.kind === 'truth') {
      return term.value;
    }
    if (term.kind === 'not') {
      const inner = this.#outcomeOf(term.operand, depth + 1);
      return typeof inner === 'boolean' ? !inner : inner;
    }
    return this.#facts.outcome(end.term) ?? end.term;
  }

  /** As {@link follow}, but does not look below `not`. */
  #followTruth(truth: TermId, depth: number): PathEnd {
    return this.#graph.term(truth).kind === 'not'
      ? { kind: 'value', term: truth }
      : this.follow(truth, depth);
  }

  /** `id` without choices, or the open test on which it depends. */
  #resolve(id: TermId, depth: number): { readonly term: TermId } | { readonly open: TermId } {
    if (!this.#graph.isConditional(id)) {
      return { term: id };
    }
    const known = this.#facts.conclusions.value(id);
    if (known !== undefined) {
      return { term: known };
    }
    this.#limitDepth(depth);
    this.#step();
    const term = this.#graph.term(id);
    if (term.kind === 'ite') {
      const end = this.follow(id, depth + 1);
      if (end.kind === 'open') {
        return { open: end.test };
      }
      this.#facts.conclusions.setValue(id, end.term);
      return { term: end.term };
    }
    const operands = new Map<TermId, TermId>();
    for (const operand of operandsOf(term)) {
      const resolved = this.#resolve(operand, depth + 1);
      if ('open' in resolved) {
        return resolved;
      }
      operands.set(operand, resolved.term);
    }
    const made = this.#graph.rebuild(id, (operand) => operands.get(operand) ?? operand);
    this.#facts.conclusions.setValue(id, made);
    return { term: made };
  }

  #limitDepth(depth: number): void {
    if (depth > MAX_DEPTH) {
      throw new WalkLimit('a term is too deep');
    }
  }
}
