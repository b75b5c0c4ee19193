import type { FilterView } from '../../ir/filter-view.ts';
import type { Semantics } from '../../pass/pass.ts';
import { FilterTerm } from '../smt/filter-term.ts';
import { smtQuery } from '../smt/smt-lib.ts';
import type { TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { NO_SOLVER } from '../solver/open-solver.ts';
import type { Solver } from '../solver/solver.ts';
import { comparePaths } from './compare-paths.ts';
import { LONGEST_PACKET, type ModelPacket, packetOf } from './counterexample.ts';

/** What settled that filters are equivalent: that they are one term, all paths, or a solver. */
export type ProofMethod = 'canonical' | 'paths' | 'solver';

/** How a decision comes about. */
export interface ProofOptions {
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** `null` where there is none: what can't be settled without is unknown. */
  readonly solver: Solver | null;
  /** The time that the solver has for one decision, an example included. Default: 10,000. */
  readonly milliseconds?: number;
}

const DEFAULT_MILLISECONDS = 10_000;

/** The verdicts that a filter may give and still mean the same. */
export interface MeaningTerms {
  /** The verdict of the filter, an i32. */
  readonly strict: TermId;
  /** Its verdict were no load past the end to reject, an i32. */
  readonly lenient: TermId;
}

/** What a filter means before and after a change. */
export interface Meanings {
  readonly before: MeaningTerms;
  readonly after: MeaningTerms;
}

/** The answer of {@link decide}; the packet is not confirmed yet. */
export type Decision =
  | { readonly outcome: 'equivalent'; readonly by: ProofMethod }
  | { readonly outcome: 'different'; readonly example: ModelPacket }
  | { readonly outcome: 'unknown'; readonly reason: string };

/** What `filter` means, in terms of `graph`. */
export function meaningTerms(graph: TermGraph, filter: FilterView): MeaningTerms {
  const term = new FilterTerm(graph, filter);
  return { strict: term.verdict(), lenient: term.lenientVerdict() };
}

/**
 * Decides whether a filter means the same after a change as before.
 *
 * In strict semantics it must give the same verdict on every packet. In relaxed semantics loads past
 * the end of the packet may not reject it any more, but only where the verdict does not depend on
 * what they would yield: then it must be the verdict that the filter before gives whatever these bytes
 * are. The bytes past the end are free, so no quantifier is needed for that.
 */
export async function decide(
  graph: TermGraph,
  meanings: Meanings,
  options: ProofOptions,
): Promise<Decision> {
  const by = decideWithoutSolver(graph, meanings, options.semantics ?? 'strict');
  return by === null ? await askSolver(graph, meanings, options) : { outcome: 'equivalent', by };
}

/** What settles without a solver that the filters are equivalent; `null` where nothing does. */
export function decideWithoutSolver(
  graph: TermGraph,
  meanings: Meanings,
  semantics: Semantics,
): Exclude<ProofMethod, 'solver'> | null {
  const expected = expectedTerms(meanings, semantics);
  const actual = meanings.after.strict;
  if (expected.includes(actual)) {
    return 'canonical';
  }
  return comparePaths(graph, actual, expected) === 'equal' ? 'paths' : null;
}

/** The verdicts any of which is right. */
function expectedTerms({ before }: Meanings, semantics: Semantics): readonly TermId[] {
  return semantics === 'strict' ? [before.strict] : [...new Set([before.strict, before.lenient])];
}

/** As {@link decide}, but asks the solver at once. */
export async function askSolver(
  graph: TermGraph,
  meanings: Meanings,
  { semantics = 'strict', solver, milliseconds = DEFAULT_MILLISECONDS }: ProofOptions,
): Promise<Decision> {
  if (solver === null) {
    return { outcome: 'unknown', reason: NO_SOLVER };
  }
  const differs = expectedTerms(meanings, semantics).map((expected) =>
    graph.compare('ne', 'i32', meanings.after.strict, expected),
  );
  const query = smtQuery(graph, differs);
  const deadline = performance.now() + milliseconds;
  const answer = await solver.check(query, milliseconds);
  switch (answer.kind) {
    case 'unsatisfiable':
      return { outcome: 'equivalent', by: 'solver' };
    case 'unknown':
      return { outcome: 'unknown', reason: answer.reason };
    case 'satisfiable': {
      const any = packetOf(query, answer.model);
      const example = (await smallExample(graph, differs, { solver, deadline })) ?? any;
      return example === null
        ? {
            outcome: 'unknown',
            reason: `they differ on packets longer than ${LONGEST_PACKET} bytes, if at all`,
          }
        : { outcome: 'different', example };
    }
  }
}

/** The lengths that are tried for an example, in bytes, the shortest first. */
const EXAMPLE_LENGTHS = [64, 256, 1_514, 65_535, LONGEST_PACKET];

/** A short packet, captured whole if there is such a one; `null` where all are too long. */
async function smallExample(
  graph: TermGraph,
  differs: readonly TermId[],
  { solver, deadline }: { readonly solver: Solver; readonly deadline: number },
): Promise<ModelPacket | null> {
  const [caplen, wirelen] = [graph.input('caplen'), graph.input('wirelen')];
  const lengths = EXAMPLE_LENGTHS.map((length) => graph.constant(length));
  const whole = graph.compare('eq', 'i32', caplen, wirelen);
  const cut = graph.compare('ule', 'i32', caplen, wirelen);
  const wanted = [
    ...lengths.slice(0, 3).map((most) => [caplen, most, whole] as const),
    ...lengths.slice(0, 3).map((most) => [wirelen, most, cut] as const),
    ...lengths.map((most) => [caplen, most, cut] as const),
    ...lengths.map((most) => [caplen, most, graph.truth(true)] as const),
  ];
  for (const [limited, most, truth] of wanted) {
    const left = deadline - performance.now();
    if (left <= 0) {
      return null;
    }
    const short = graph.compare('ule', 'i32', limited, most);
    const query = smtQuery(graph, [...differs, short, truth]);
    const answer = await solver.check(query, left);
    const example = answer.kind === 'satisfiable' ? packetOf(query, answer.model) : null;
    if (example !== null) {
      return example;
    }
  }
  return null;
}
