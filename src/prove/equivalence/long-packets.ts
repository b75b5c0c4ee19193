import type { FilterView } from '../../ir/filter-view.ts';
import { neededTerms } from '../smt/needed-terms.ts';
import type { TermId } from '../smt/term.ts';
import { TermGraph } from '../smt/term-graph.ts';
import { LONGEST_PACKET } from './counterexample.ts';
import { decide, type MeaningTerms, meaningTerms, type ProofOptions } from './decide.ts';

/**
 * The captured length in bytes from which two filters give the same verdict on every packet, where they
 * differ only on shorter ones; `null` where no such length is proved. It is the least of those to which
 * either of them asks a packet to reach.
 *
 * @param options the time is that for all proofs together.
 */
export async function equivalentFrom(
  before: FilterView,
  after: FilterView,
  { milliseconds = 10_000, ...options }: ProofOptions,
): Promise<number | null> {
  const deadline = performance.now() + milliseconds;
  const graph = new TermGraph();
  const meanings = { before: meaningTerms(graph, before), after: meaningTerms(graph, after) };
  const lengths = lengthsAsked(graph, [meanings.before.strict, meanings.after.strict]);
  const isProved = async (length: number): Promise<boolean> => {
    const left = deadline - performance.now();
    const { outcome } = await decide(
      graph,
      {
        before: onlyFrom(graph, length, meanings.before),
        after: onlyFrom(graph, length, meanings.after),
      },
      { ...options, milliseconds: Math.max(1, left) },
    );
    return outcome === 'equivalent';
  };
  return await leastProved(lengths, isProved);
}

/** The first of `lengths`, ascending, from which on all are proved; `null` where not even the last is. */
async function leastProved(
  lengths: readonly number[],
  isProved: (length: number) => Promise<boolean>,
): Promise<number | null> {
  let proved = lengths.at(-1) ?? null;
  if (proved === null || !(await isProved(proved))) {
    return null;
  }
  let [low, high] = [0, lengths.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const length = lengths[middle] ?? 0;
    if (await isProved(length)) {
      [high, proved] = [middle, length];
    } else {
      low = middle + 1;
    }
  }
  return proved;
}

/** The lengths to which packets are asked to reach, in ascending order; the largest of each check. */
function lengthsAsked(graph: TermGraph, roots: readonly TermId[]): readonly number[] {
  const lengths = new Set<number>();
  const caplen = graph.input('caplen');
  for (const id of neededTerms(graph, roots)) {
    const term = graph.term(id);
    if (term.kind === 'within') {
      lengths.add(graph.abstractValue(term.base).high + term.extent);
    }
    const asked =
      term.kind === 'compare' && term.lhs === caplen ? graph.constantOf(term.rhs) : null;
    if (typeof asked === 'number') {
      lengths.add(asked);
    }
  }
  return [...lengths].filter((length) => length <= LONGEST_PACKET).toSorted((a, b) => a - b);
}

/** What a filter means on packets of `length` and more captured bytes: it rejects all others. */
function onlyFrom(
  graph: TermGraph,
  length: number,
  { strict, lenient }: MeaningTerms,
): MeaningTerms {
  const isLong = graph.compare('uge', 'i32', graph.input('caplen'), graph.constant(length));
  const reject = graph.constant(0);
  return {
    strict: graph.ite(isLong, strict, reject),
    lenient: graph.ite(isLong, lenient, reject),
  };
}
