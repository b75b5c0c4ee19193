import { compile } from '../../compiler/compile.ts';
import { libpcapCompile } from '../../engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../engine/libpcap/library.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { groupBy } from '../../support/group-by.ts';
import { dltByName } from '../../support/link-types.ts';
import { Random } from '../../support/random.ts';
import type { Packet } from '../../trace/packet.ts';
import type { OnProgress } from '../progress.ts';
import { executedPaths } from './executed-paths.ts';
import {
  NOTHING_EXECUTED,
  type RedundancyCounts,
  redundancyOf,
  redundantTotal,
} from './path-redundancy.ts';
import { ruleList, valuesOf } from './rule-lists.ts';

/** How to measure what is redundant in the code for lists of rules. */
export interface RuleBenchmarkOptions {
  /** Ethernet frames, at least one. Rules name values from them, so that some match. */
  readonly packets: readonly Packet[];
  /** Pipelines by name or as text. Default: `O2` and `O3`. */
  readonly pipelines?: readonly string[];
  /** How many rules lists have, in rising order. Default: 4, 8, 16, 32. */
  readonly rules?: readonly number[];
  /** How many lists of each length there are, each from a seed of its own. Default: 5. */
  readonly lists?: number;
  readonly onProgress?: OnProgress;
}

/** What the code for lists of one length does, over all lists together. */
export interface RuleCost {
  /** The number of rules of each list. */
  readonly rules: number;
  /** The pipeline, or `libpcap -O`. */
  readonly pipeline: string;
  /** The number of static cBPF instructions, the mean of all lists. */
  readonly instructions: number;
  /** cBPF instructions executed a packet, the mean of all lists. */
  readonly executed: number;
  /** `executed` divided by that of libpcap; `null` where libpcap is not installed. */
  readonly ratio: number | null;
  /** Shares of the executed instructions, in percent: see `redundancyOf`. */
  readonly predicates: number;
  readonly values: number;
  readonly unneeded: number;
  /** The sum of the three. */
  readonly redundant: number;
}

/** Whether the code of a pipeline keeps the bound for lists of one length. */
export interface RuleLimit {
  readonly rules: number;
  readonly pipeline: string;
  /** The redundant share of the executed instructions, in percent. */
  readonly redundant: number;
  /** The greatest share that is allowed, in percent. */
  readonly limit: number;
  readonly holds: boolean;
}

/** The answer of {@link benchmarkRules}. */
export interface RuleBenchmark {
  /** By rising number of rules, libpcap first, then the pipelines as they were given. */
  readonly costs: readonly RuleCost[];
  readonly limits: readonly RuleLimit[];
}

/** The greatest redundant share of executed instructions, in percent. */
const LIMIT = 1;

/** What the column of libpcap's code is called. */
export const LIBPCAP = 'libpcap -O';

const LISTS = 5;
const SEED = 0x2a11;

/** What one program did. */
interface Measured {
  readonly rules: number;
  readonly pipeline: string;
  readonly instructions: number;
  readonly counts: RedundancyCounts;
}

/**
 * Measures what of the executed instructions is redundant in the code for lists of firewall rules,
 * beside libpcap's where it is installed. Exact, and the same on every machine.
 */
export function benchmarkRules({
  packets,
  pipelines = ['O2', 'O3'],
  rules = [4, 8, 16, 32],
  lists = LISTS,
  onProgress = () => {},
}: RuleBenchmarkOptions): RuleBenchmark {
  const values = valuesOf(packets);
  const measured: Measured[] = [];
  const total = rules.length * lists;
  for (const [index, length] of rules.entries()) {
    for (let list = 0; list < lists; list += 1) {
      onProgress({ done: index * lists + list, total, label: `${length} rules` });
      const expression = ruleList(length, values, new Random(SEED + list * total + length));
      for (const [pipeline, program] of programsFor(expression, pipelines)) {
        const counts = countsOf(program, packets);
        measured.push({ rules: length, pipeline, instructions: program.length, counts });
      }
    }
  }
  onProgress({ done: total, total, label: '' });
  const costs = costsOf(measured, packets.length);
  return { costs, limits: limitsOf(costs) };
}

/** The code of libpcap, where it is installed, and of each pipeline. */
function programsFor(
  expression: string,
  pipelines: readonly string[],
): readonly (readonly [string, CbpfProgram])[] {
  const dlt = dltByName('EN10MB')?.dlt ?? 1;
  const peer =
    libpcapUnavailable() === null
      ? [[LIBPCAP, libpcapCompile(expression, { dlt, optimize: true })] as const]
      : [];
  const own = pipelines.map(
    (passes) => [passes, lowerToCbpf(compile(expression, { passes }).filter)] as const,
  );
  return [...peer, ...own];
}

/** What `program` executes over all packets together. */
export function countsOf(program: CbpfProgram, packets: Iterable<Packet>): RedundancyCounts {
  return executedPaths(program, packets)
    .map(({ indices, packets: times }) => scaled(redundancyOf(program, indices), times))
    .reduce(sum, NOTHING_EXECUTED);
}

function combine(
  a: RedundancyCounts,
  b: RedundancyCounts,
  of: (a: number, b: number) => number,
): RedundancyCounts {
  return {
    executed: of(a.executed, b.executed),
    predicates: of(a.predicates, b.predicates),
    values: of(a.values, b.values),
    unneeded: of(a.unneeded, b.unneeded),
  };
}

const sum = (a: RedundancyCounts, b: RedundancyCounts): RedundancyCounts =>
  combine(a, b, (one, other) => one + other);

const scaled = (counts: RedundancyCounts, times: number): RedundancyCounts =>
  combine(counts, counts, (one) => one * times);

function costsOf(measured: readonly Measured[], packets: number): readonly RuleCost[] {
  const groups = groupBy(measured, ({ rules, pipeline }) => JSON.stringify([rules, pipeline]));
  const means = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [costOf(first, group, packets)];
  });
  return means.map((cost) => {
    const peer = means.find(({ rules, pipeline }) => rules === cost.rules && pipeline === LIBPCAP);
    return { ...cost, ratio: peer === undefined ? null : cost.executed / peer.executed };
  });
}

function costOf(
  { rules, pipeline }: Measured,
  group: readonly Measured[],
  packets: number,
): Omit<RuleCost, 'ratio'> {
  const counts = group.map((one) => one.counts).reduce(sum);
  const share = (count: number): number => (100 * count) / counts.executed;
  return {
    rules,
    pipeline,
    instructions: group.reduce((all, { instructions }) => all + instructions, 0) / group.length,
    executed: counts.executed / (packets * group.length),
    predicates: share(counts.predicates),
    values: share(counts.values),
    unneeded: share(counts.unneeded),
    redundant: share(redundantTotal(counts)),
  };
}

const limitsOf = (costs: readonly RuleCost[]): readonly RuleLimit[] =>
  costs
    .filter(({ pipeline }) => pipeline !== LIBPCAP)
    .map(({ rules, pipeline, redundant }) => ({
      rules,
      pipeline,
      redundant,
      limit: LIMIT,
      holds: redundant <= LIMIT,
    }));
