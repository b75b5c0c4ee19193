import { evaluateTerms } from '../smt/evaluate.ts';
import { smtQuery } from '../smt/smt-lib.ts';
import type { TermId } from '../smt/term.ts';
import type { TermGraph } from '../smt/term-graph.ts';
import type { Solver } from '../solver/solver.ts';
import { LONGEST_PACKET, type ModelPacket, packetOf } from './counterexample.ts';

/** A verdict, and those any of which is right. */
export interface Question {
  readonly actual: TermId;
  readonly expected: readonly TermId[];
}

/** A solver, and when it is to come to an end, as `performance.now()` tells it. */
export interface Asked {
  readonly solver: Solver;
  readonly deadline: number;
}

/** So long a solver may look for a packet on one way, in milliseconds. */
const WAY_TIME = 1_000;

/**
 * A packet that takes one of `ways`, each a list of truths, and makes a difference, captured whole and as
 * short as the way allows; `null` where none is found.
 */
export async function exampleOnWays(
  graph: TermGraph,
  question: Question,
  ways: readonly (readonly TermId[])[],
  { solver, deadline }: Asked,
): Promise<ModelPacket | null> {
  const [caplen, wirelen] = [graph.input('caplen'), graph.input('wirelen')];
  const whole = graph.compare('eq', 'i32', caplen, wirelen);
  for (const way of ways) {
    for (const length of EXAMPLE_LENGTHS) {
      const left = deadline - performance.now();
      if (left <= 0) {
        return null;
      }
      const short = graph.compare('ule', 'i32', caplen, graph.constant(length));
      const query = smtQuery(graph, [...way, whole, short]);
      const answer = await solver.check(query, Math.min(left, WAY_TIME));
      const example = answer.kind === 'satisfiable' ? packetOf(query, answer.model) : null;
      if (example !== null && makesDifference(graph, question, example)) {
        return example;
      }
    }
  }
  return null;
}

function makesDifference(
  graph: TermGraph,
  { actual, expected }: Question,
  { packet, beyond }: ModelPacket,
): boolean {
  const byteBeyond = (address: number): number => beyond.get(address) ?? 0;
  const [given, ...allowed] = evaluateTerms(graph, [actual, ...expected], packet, byteBeyond);
  return given !== undefined && !allowed.includes(given);
}

/** The lengths that are tried for an example, in bytes, the shortest first. */
const EXAMPLE_LENGTHS = [64, 256, 1_514, 65_535, LONGEST_PACKET];

/** A short packet, captured whole if there is such a one; `null` where all are too long. */
export async function smallExample(
  graph: TermGraph,
  differs: readonly TermId[],
  { solver, deadline }: Asked,
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
