import type { FilterView } from '../../ir/filter-view.ts';
import type { Semantics } from '../../pass/pass.ts';
import { compareDiagrams } from '../diagram/compare-diagrams.ts';
import { FilterTerm } from '../smt/filter-term.ts';
import { smtQuery } from '../smt/smt-lib.ts';
import type { TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { NO_SOLVER } from '../solver/open-solver.ts';
import type { Solver } from '../solver/solver.ts';
import { comparePaths } from './compare-paths.ts';
import { LONGEST_PACKET, type ModelPacket, packetOf } from './counterexample.ts';
import { type Asked, exampleOnWays, type Question, smallExample } from './examples.ts';

/** What settles that filters are equivalent: that they are one term or one decision diagram, all paths, or a solver. */
export const PROOF_METHODS = ['canonical', 'diagrams', 'paths', 'solver'] as const;

export type ProofMethod = (typeof PROOF_METHODS)[number];

/** How a decision comes about. */
export interface ProofOptions {
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** `null` where there is none: what can't be settled without is unknown. */
  readonly solver: Solver | null;
  /** The time for one decision beyond what is quick, an example included. Default: 10,000. */
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
  return by === null ? await decideInTime(graph, meanings, options) : { outcome: 'equivalent', by };
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
  if (compareDiagrams(graph, actual, expected).kind === 'equal') {
    return 'diagrams';
  }
  return comparePaths(graph, actual, expected) === 'equal' ? 'paths' : null;
}

/** The verdicts any of which is right. */
function expectedTerms({ before }: Meanings, semantics: Semantics): readonly TermId[] {
  return semantics === 'strict' ? [before.strict] : [...new Set([before.strict, before.lenient])];
}

/** As {@link decide}, for what {@link decideWithoutSolver} leaves open. */
export async function decideInTime(
  graph: TermGraph,
  meanings: Meanings,
  { semantics = 'strict', solver, milliseconds = DEFAULT_MILLISECONDS }: ProofOptions,
): Promise<Decision> {
  const start = performance.now();
  const deadline = start + milliseconds;
  const question = { actual: meanings.after.strict, expected: expectedTerms(meanings, semantics) };
  const diagrams = compareDiagrams(graph, question.actual, question.expected, {
    work: MOST_WORK,
    deadline: start + DIAGRAM_SHARE * milliseconds,
  });
  if (diagrams.kind === 'equal') {
    return { outcome: 'equivalent', by: 'diagrams' };
  }
  if (solver === null) {
    return { outcome: 'unknown', reason: NO_SOLVER };
  }
  const example =
    diagrams.kind === 'different'
      ? await exampleOnWays(graph, question, diagrams.ways, { solver, deadline })
      : null;
  return example === null
    ? await askSolver(graph, question, { solver, deadline })
    : { outcome: 'different', example };
}

/** The part of the time for which diagrams may grow. */
const DIAGRAM_SHARE = 0.6;

/** The pieces of forks that are looked at in that time. */
const MOST_WORK = 100_000_000;

async function askSolver(
  graph: TermGraph,
  { actual, expected }: Question,
  { solver, deadline }: Asked,
): Promise<Decision> {
  const differs = expected.map((one) => graph.compare('ne', 'i32', actual, one));
  const query = smtQuery(graph, differs);
  const answer = await solver.check(query, Math.max(1, deadline - performance.now()));
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
