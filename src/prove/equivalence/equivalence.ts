import { Interpreter, type Run } from '../../interpret/interpret.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { invariant } from '../../support/invariant.ts';
import { Random } from '../../support/random.ts';
import { directedPackets } from '../fuzz/directed/directed-packets.ts';
import { evaluateTerms } from '../smt/evaluate.ts';
import { TermGraph } from '../smt/term-graph.ts';
import type { ModelPacket } from './counterexample.ts';
import {
  type Decision,
  decide,
  type MeaningTerms,
  meaningTerms,
  type ProofMethod,
  type ProofOptions,
} from './decide.ts';

/** A packet on which two filters differ. */
export interface Counterexample {
  readonly packet: InterpretedPacket;
  /** The verdicts of the two, in bytes to keep, as the interpreter gives them. */
  readonly verdicts: readonly [before: number, after: number];
}

/** What is known of the equivalence of two filters. */
export type Answer =
  | { readonly outcome: 'equivalent'; readonly by: ProofMethod }
  | { readonly outcome: 'different'; readonly counterexample: Counterexample }
  | { readonly outcome: 'unknown'; readonly reason: string };

/** An answer and the wall-clock time that it took. */
export type Equivalence = Answer & { readonly milliseconds: number };

/** How many packets are tried on each filter where there is no proof. */
const PACKETS_TRIED = 200;

/**
 * Whether `after` means the same as `before`: proved, refuted by a packet on which both were run, or
 * unknown. In relaxed semantics the order of the two matters.
 *
 * Both must be valid; an unchecked load that nothing guards would go unnoticed.
 */
export async function proveEquivalence(
  before: FilterView,
  after: FilterView,
  options: ProofOptions,
): Promise<Equivalence> {
  const start = performance.now();
  const graph = new TermGraph();
  const meanings = { before: meaningTerms(graph, before), after: meaningTerms(graph, after) };
  const decision = await decide(graph, meanings, options);
  const answer = answerOf(decision, { graph, before, after, meaning: meanings.before }, options);
  return { ...answer, milliseconds: performance.now() - start };
}

/** Two filters, and what the first means in terms of `graph`. */
export interface FilterPair {
  readonly graph: TermGraph;
  readonly before: FilterView;
  readonly after: FilterView;
  readonly meaning: MeaningTerms;
}

/**
 * Makes sure of a decision: runs the filters on the packet that is said to make a difference, and
 * where nothing was decided, on some more.
 */
export function answerOf(decision: Decision, pair: FilterPair, options: ProofOptions): Answer {
  if (decision.outcome === 'equivalent') {
    return decision;
  }
  const confirmed =
    decision.outcome === 'different' ? confirm(pair, decision.example, options) : null;
  const counterexample = confirmed ?? searchDifference(pair, options);
  if (counterexample !== null) {
    return { outcome: 'different', counterexample };
  }
  return decision.outcome === 'unknown' ? decision : { outcome: 'unknown', reason: ASKS_KERNEL };
}

/** Why a difference that a solver sees may be none. */
const ASKS_KERNEL = 'they differ only by what the kernel alone can work out, if at all';

/** Whether `filter` uses more than a packet and its ancillary words say, so that no example tells it all. */
function asksKernel(filter: FilterView): boolean {
  return [...filter.blocks()].some(({ instrs }) => instrs.some(({ kind }) => kind === 'kernel'));
}

/** The example, run; `null` where it makes no difference, since the kernel does not do what the solver took. */
function confirm(
  { graph, before, after, meaning }: FilterPair,
  { packet, beyond }: ModelPacket,
  { semantics = 'strict' }: ProofOptions,
): Counterexample | null {
  const run = new Interpreter(before).run(packet);
  const actual = new Interpreter(after).run(packet).verdict;
  const isOpen = semantics === 'relaxed' && rejectsAtLoad(before, run);
  const [allowed] = isOpen
    ? evaluateTerms(graph, [meaning.lenient], packet, (address) => beyond.get(address) ?? 0)
    : [run.verdict];
  if (actual !== run.verdict && actual !== allowed) {
    return { packet, verdicts: [run.verdict, actual] };
  }
  invariant(
    asksKernel(before) || asksKernel(after),
    `the solver's packet ${Buffer.from(packet.bytes).toString('hex')} makes no difference`,
  );
  return null;
}

/** Tries packets that lead on many paths through both filters. */
function searchDifference(
  { before, after }: FilterPair,
  { semantics = 'strict' }: ProofOptions,
): Counterexample | null {
  const random = new Random(1);
  const [one, other] = [new Interpreter(before), new Interpreter(after)];
  for (const filter of [before, after]) {
    for (const packet of directedPackets(filter, random, { limit: PACKETS_TRIED })) {
      const expected = one.run(packet);
      const actual = other.run(packet).verdict;
      const isOpen = semantics === 'relaxed' && rejectsAtLoad(before, expected);
      if (actual !== expected.verdict && !isOpen) {
        return { packet, verdicts: [expected.verdict, actual] };
      }
    }
  }
  return null;
}

/** Whether a load past the end of the packet ended the run. */
function rejectsAtLoad(filter: FilterView, { path, rejectedAt }: Run): boolean {
  const last = path.at(-1);
  return (
    rejectedAt !== null &&
    last !== undefined &&
    filter.block(last).instrs[rejectedAt]?.kind === 'load'
  );
}
