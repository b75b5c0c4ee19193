import { operandsOf, type TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import { type Membership, membershipOf } from './condition.ts';
import { complement, type Intervals, intersection, intervalsOf } from './intervals.ts';

/** For some i32 terms the values that they have wherever a term is looked at. */
export type Context = ReadonlyMap<TermId, Intervals>;

/** Sets of more intervals are left out, as if all values were among them. */
const MOST_INTERVALS = 3;

const ANY: Context = new Map();

/**
 * What is known wherever a term of `terms` is looked at: the tests that choose it on all ways to it from
 * `roots`, as far as they are of few intervals. Of the roots nothing is.
 *
 * @param terms the roots and all below them, operands before users, as {@link neededTerms} yields them.
 */
export function contextsOf(
  graph: TermGraph,
  terms: readonly TermId[],
  roots: readonly TermId[],
): ReadonlyMap<TermId, Context> {
  const contexts = new Map<TermId, Context>(roots.map((root) => [root, ANY]));
  const reach = (id: TermId, context: Context): void => {
    const before = contexts.get(id);
    contexts.set(id, before === undefined ? context : either(before, context));
  };
  for (const id of terms.toReversed()) {
    const context = contexts.get(id) ?? ANY;
    const term = graph.term(id);
    if (term.kind !== 'ite') {
      for (const operand of operandsOf(term)) {
        reach(operand, context);
      }
      continue;
    }
    const test = graph.term(term.test);
    const membership = test.kind === 'compare' ? membershipOf(graph, test) : null;
    reach(term.test, context);
    reach(term.ifTrue, assumed(graph, context, membership, true));
    reach(term.ifFalse, assumed(graph, context, membership, false));
  }
  return contexts;
}

/** What holds whichever of the two holds. */
function either(one: Context, other: Context): Context {
  const joined = new Map<TermId, Intervals>();
  for (const [term, values] of one) {
    const others = other.get(term);
    const both = others === undefined ? null : intervalsOf([...values, ...others]);
    if (both !== null && both.length <= MOST_INTERVALS) {
      joined.set(term, both);
    }
  }
  return joined;
}

/** What is known where a test has the outcome `holds`; where it can't, what was known before. */
function assumed(
  graph: TermGraph,
  context: Context,
  membership: Membership | null,
  holds: boolean,
): Context {
  if (membership === null) {
    return context;
  }
  const { term, values } = membership;
  const { high: most } = graph.abstractValue(term);
  const here = holds ? values : complement(values, most);
  const before = context.get(term);
  const both = before === undefined ? here : intersection(before, here);
  return both.length === 0 || both.length > MOST_INTERVALS
    ? context
    : new Map([...context, [term, both]]);
}
