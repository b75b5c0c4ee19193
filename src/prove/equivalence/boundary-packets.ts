import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { Random } from '../../support/random.ts';
import { directedPackets } from '../fuzz/directed/directed-packets.ts';
import { FilterTerm } from '../smt/filter-term.ts';
import { smtQuery } from '../smt/smt-lib.ts';
import { TermGraph } from '../smt/term-graph.ts';
import type { Solver } from '../solver/solver.ts';
import { packetOf } from './counterexample.ts';

/** How to make packets. */
export interface BoundaryOptions {
  /** `null` where there is none: fewer blocks may be reached then. */
  readonly solver: Solver | null;
  /** The time that the solver has for all of them. Default: 2,000. */
  readonly milliseconds?: number;
  /** The most packets. Default: 400. */
  readonly limit?: number;
}

/** Of so many blocks at most a solver is asked how to come there. */
const MOST_BLOCKS = 64;

/** The longest packet that is asked for, in bytes. */
const LONGEST = 1_514;

/**
 * Packets that lead through all blocks of `filter` that can be reached, as far as the solver finds
 * them in time, and from these such as stand next to the border between two outcomes: a byte or a
 * length more or less. The same filter gives the same packets if the solver is in time.
 */
export async function boundaryPackets(
  filter: FilterView,
  { solver, milliseconds = 2_000, limit = 400 }: BoundaryOptions,
): Promise<readonly InterpretedPacket[]> {
  const seeds = solver === null ? [] : await packetsIntoBlocks(filter, solver, milliseconds);
  return directedPackets(filter, new Random(1), { limit, seeds });
}

async function packetsIntoBlocks(
  filter: FilterView,
  solver: Solver,
  milliseconds: number,
): Promise<readonly InterpretedPacket[]> {
  const deadline = performance.now() + milliseconds;
  const graph = new TermGraph();
  const entries = new FilterTerm(graph, filter).entries();
  const step = Math.max(1, Math.ceil(entries.length / MOST_BLOCKS));
  const short = graph.compare('ule', 'i32', graph.input('caplen'), graph.constant(LONGEST));
  const packets: InterpretedPacket[] = [];
  for (let index = 0; index < entries.length; index += step) {
    const entry = entries[index];
    const left = deadline - performance.now();
    if (entry === undefined || left <= 0) {
      break;
    }
    const query = smtQuery(graph, [entry.entered, short]);
    const answer = await solver.check(query, left);
    const found = answer.kind === 'satisfiable' ? packetOf(query, answer.model) : null;
    if (found !== null) {
      packets.push(found.packet);
    }
  }
  return packets;
}
