import { onlyValue } from '../smt/abstract-value.ts';
import type { TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import type { Assumption } from './fact-maps.ts';
import { PathFacts } from './path-facts.ts';
import { type PathEnd, PathWalker, WalkLimit } from './path-walker.ts';

/** How a comparison path by path ends. */
export type PathComparison =
  /** On every path the term comes to the value of an expected one. */
  | 'equal'
  /** On a path that the facts allow it doesn't; the path may be an impossible one all the same. */
  | 'different'
  /** There are too many paths. */
  | 'undecided';

/** The choices that are followed before the comparison is given up. */
const MOST_STEPS = 4_000_000;

/** For each two places, so many sets of assumptions under which they are equal are remembered. */
const MOST_LEMMAS = 4;

/**
 * Compares `actual` with each of `expected`, of which it must be one on every packet. Follows all by
 * what is known, and where a test is open goes both ways. Where two come to one term, the path need
 * not be followed further.
 *
 * Paths that meet again multiply. So where two paths come to the same places, the comparison is tried
 * with only what is known on both; if that succeeds, it serves all further paths on which as much is
 * known.
 */
export function comparePaths(
  graph: TermGraph,
  actual: TermId,
  expected: readonly TermId[],
): PathComparison {
  const comparison = new Comparison(graph, new PathWalker(graph, MOST_STEPS));
  try {
    return comparison.run({ actual, expected, facts: new PathFacts(graph) })
      ? 'equal'
      : 'different';
  } catch (error) {
    if (error instanceof WalkLimit) {
      return 'undecided';
    }
    throw error;
  }
}

/** A term, those of which it must be one, and what is known where they are reached. */
interface Question {
  readonly actual: TermId;
  readonly expected: readonly TermId[];
  readonly facts: PathFacts;
}

/** What is left to do. */
type Task =
  | { readonly kind: 'ask'; readonly question: Question }
  /**
   * All that came of a question has been answered with yes. `trial` is the question that was
   * generalized to it, and is to be asked itself should the general one fail.
   */
  | {
      readonly kind: 'learn';
      readonly places: string;
      readonly facts: PathFacts;
      readonly trial: Question | null;
    };

class Comparison {
  readonly #graph: TermGraph;
  readonly #walker: PathWalker;
  readonly #tasks: Task[] = [];
  /** For each places the facts by which they are equal. */
  readonly #lemmas = new Map<string, readonly PathFacts[]>();

  /** The places that were in vain, or just now are, compared with less than all that is known. */
  readonly #tried = new Set<string>();

  constructor(graph: TermGraph, walker: PathWalker) {
    this.#graph = graph;
    this.#walker = walker;
  }

  /** Whether the answer to `question` is yes. */
  run(question: Question): boolean {
    this.#tasks.push({ kind: 'ask', question });
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (task.kind === 'learn') {
        this.#learn(task.places, task.facts);
        if (task.trial !== null) {
          this.#tried.delete(task.places);
        }
      } else if (!this.#answer(task.question) && !this.#retreat()) {
        return false;
      }
    }
    return true;
  }

  #learn(places: string, facts: PathFacts): void {
    const lemmas = this.#lemmas.get(places) ?? [];
    this.#lemmas.set(places, [facts, ...lemmas].slice(0, MOST_LEMMAS));
  }

  /** Gives up the innermost trial of a generalized question, if there is one. */
  #retreat(): boolean {
    for (let task = this.#tasks.pop(); task !== undefined; task = this.#tasks.pop()) {
      if (task.kind === 'learn' && task.trial !== null) {
        this.#tasks.push({ kind: 'ask', question: task.trial });
        return true;
      }
    }
    return false;
  }

  /** Answers a question, or puts others in its place; `false` where the answer is no. */
  #answer({ actual, expected, facts }: Question): boolean {
    if (expected.includes(actual)) {
      return true;
    }
    const ends = [...expected, actual].map((one) => this.#walker.follow(one, facts));
    const places = ends.map(placeOf);
    const [place, others] = [places.at(-1) ?? actual, places.slice(0, -1)];
    if (others.includes(place)) {
      return true;
    }
    const test = ends.map(openTest).find((one) => one !== null) ?? null;
    if (test === null) {
      return others.some((one) => areEqual(facts, one, place));
    }
    this.#split({ actual: place, expected: others, facts }, test);
    return true;
  }

  /** Asks for both outcomes of a test, unless the question is known to be answered. */
  #split(question: Question, test: TermId): void {
    const { actual, expected, facts } = question;
    const places = `${actual} ${expected.join(' ')}`;
    const lemmas = this.#lemmas.get(places) ?? [];
    if (lemmas.some((lemma) => facts.implies(lemma))) {
      return;
    }
    const [lemma] = lemmas;
    const general =
      lemma === undefined || this.#tried.has(places) ? null : this.#common(facts, lemma);
    const asked = general ?? facts;
    if (general !== null) {
      this.#tried.add(places);
    }
    this.#tasks.push({
      kind: 'learn',
      places,
      facts: asked,
      trial: general === null ? null : question,
    });
    for (const holds of [false, true]) {
      const assumed = asked.assume(test, holds);
      if (assumed !== null) {
        const next = { actual, expected, facts: assumed };
        this.#tasks.push({ kind: 'ask', question: next });
      }
    }
  }

  /**
   * The assumptions of `lemma` that hold by `facts` too; `null` where they are no fewer than those of
   * `facts`, so that nothing would be gained.
   */
  #common(facts: PathFacts, lemma: PathFacts): PathFacts | null {
    const kept: Assumption[] = [];
    for (const assumption of lemma.assumptions()) {
      this.#walker.step();
      if (facts.outcome(assumption.test) === assumption.holds) {
        kept.push(assumption);
      }
    }
    return kept.length < facts.assumptionCount
      ? kept.reduceRight<PathFacts | null>(
          (common, { test, holds }) => common?.assume(test, holds) ?? null,
          new PathFacts(this.#graph),
        )
      : null;
  }
}

const placeOf = (end: PathEnd): TermId => (end.kind === 'value' ? end.term : end.at);

const openTest = (end: PathEnd): TermId | null => (end.kind === 'open' ? end.test : null);

/** Whether two i32 are known to be one value. */
function areEqual(facts: PathFacts, a: TermId, b: TermId): boolean {
  const value = onlyValue(facts.abstractValue(a));
  return value !== null && value === onlyValue(facts.abstractValue(b));
}
