import { median } from '../../support/statistics.ts';
import { MAIN_TARGET, TARGETS } from '../../target/targets.ts';
import type { OnProgress } from '../progress.ts';
import { formatColumns } from './columns.ts';
import {
  type LoweringCosts,
  libpcapTime,
  type PhaseCosts,
  peakHeap,
  phaseCosts,
} from './compile-cost.ts';
import { type Limit, limitOf, limitTable } from './limits.ts';
import { type TermKind, termList } from './term-lists.ts';

/** How to measure what compilation costs. */
export interface CompileBenchmarkOptions {
  /** The pipeline, by name or as text. Default: `O2`. */
  readonly passes?: string;
  /** The lengths of the lists of terms, in rising order. Default: from 100, by tens, to 100,000. */
  readonly terms?: readonly number[];
  /** What the lists are of. Default: all kinds. */
  readonly kinds?: readonly TermKind[];
  readonly onProgress?: OnProgress;
}

/** What it cost to compile one filter. Times are in milliseconds of wall-clock time. */
export interface CompileCost extends PhaseCosts {
  /** The expression, or what the list is of. */
  readonly filter: string;
  /** What the terms of a list are; `null` for an ordinary filter. */
  readonly kind: TermKind | null;
  /** The number of terms of a list; `null` for an ordinary filter. */
  readonly terms: number | null;
  /**
   * The most bytes of the heap that are in use between two steps of a compilation, for each
   * term of a list; `null` for an ordinary filter.
   */
  readonly bytesPerTerm: number | null;
  /** What libpcap takes, its optimizer included; `null` where it is not there, or not asked. */
  readonly libpcap: number | null;
  /** `total` divided by that of the next shorter list of the kind; `null` where there is none. */
  readonly growth: number | null;
}

/** The answer of {@link benchmarkCompilation}. */
export interface CompileBenchmark {
  readonly costs: readonly CompileCost[];
  readonly limits: readonly Limit[];
}

/** The filter that the bound for ordinary ones is about: protocol, port and host. */
const TYPICAL = 'tcp dst port 80 and host 1.2.3.4';

/** Ordinary filters: one of each size that people type. */
const ORDINARY: readonly string[] = [
  'ip',
  'tcp port 80',
  TYPICAL,
  'host 192.168.0.13 and not port 22',
  'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 192.168.0.0/16',
];

/** The bounds, in milliseconds and as a ratio. */
const LIMITS = { typical: 1, terms: { 1000: 100, 10000: 1_500 }, heap: 12 } as const;

/** So often ordinary filters are compiled before they are timed, and timed. */
const WARM_RUNS = 300;

/** So often lists are compiled; longer ones, which are slow and find the code warm, so often. */
const LIST_RUNS = 3;
const LONG_LIST = 20_000;
const LONG_LIST_RUNS = 2;

/** Shorter lists take time that does not depend on their length, and so would make growth look small. */
const GROWTH_FROM = 1_000;

/** The heap of shorter lists is lost in what comes and goes with the runtime itself. */
const FEWEST_FOR_HEAP = 10_000;

/** Longer lists take libpcap's optimizer from seconds to hours. */
const LONGEST_FOR_LIBPCAP = 100;

const SEED = 0x1157;

/**
 * Measures what compilation costs, to code of any length for each target: ordinary filters warm, as
 * medians, and long lists of terms, as the best of few runs; and the memory that lists take.
 */
export function benchmarkCompilation({
  passes = 'O2',
  terms = [100, 1_000, 10_000, 100_000],
  kinds = ['host', 'port', 'net'],
  onProgress = () => {},
}: CompileBenchmarkOptions = {}): CompileBenchmark {
  const total = ORDINARY.length + kinds.length * terms.length;
  const costs: CompileCost[] = [];
  const tell = (label: string): void => onProgress({ done: costs.length, total, label });
  for (const expression of ORDINARY) {
    tell(expression);
    costs.push(ordinaryCost(expression, passes));
  }
  for (const kind of kinds) {
    let before: CompileCost | null = null;
    for (const length of terms) {
      tell(`${length} terms: ${kind}`);
      const cost: CompileCost = listCost({ kind, length }, passes, before);
      costs.push(cost);
      before = cost;
    }
  }
  tell('');
  return { costs, limits: limitsOf(costs) };
}

function ordinaryCost(expression: string, passes: string): CompileCost {
  const runs = Array.from({ length: 2 * WARM_RUNS }, () => phaseCosts(expression, passes));
  const warm = runs.slice(WARM_RUNS);
  const medianOf = (phase: (run: PhaseCosts) => number): number => median(warm.map(phase));
  return {
    filter: expression,
    kind: null,
    terms: null,
    frontend: medianOf(({ frontend }) => frontend),
    passes: medianOf((run) => run.passes),
    total: medianOf((run) => run.total),
    lowering: Object.fromEntries(
      TARGETS.map(({ name }) => {
        const of = (figure: keyof LoweringCosts): number =>
          medianOf(({ lowering }) => lowering[name]?.[figure] ?? 0);
        const milliseconds = of('milliseconds');
        return [name, { milliseconds, instructions: of('instructions'), bytes: of('bytes') }];
      }),
    ),
    bytesPerTerm: null,
    libpcap: libpcapTime(expression, WARM_RUNS),
    growth: null,
  };
}

interface List {
  readonly kind: TermKind;
  readonly length: number;
}

function listCost({ kind, length }: List, passes: string, before: CompileCost | null): CompileCost {
  const expression = termList(kind, length, SEED);
  let best = phaseCosts(expression, passes);
  for (let run = 1; run < (length > LONG_LIST ? LONG_LIST_RUNS : LIST_RUNS); run += 1) {
    const next = phaseCosts(expression, passes);
    best = next.total < best.total ? next : best;
  }
  return {
    filter: `${kind} a or ${kind} b …`,
    kind,
    terms: length,
    ...best,
    bytesPerTerm: peakHeap(expression, passes) / length,
    libpcap: length > LONGEST_FOR_LIBPCAP ? null : libpcapTime(expression, LIST_RUNS),
    growth: before === null ? null : best.total / before.total,
  };
}

function limitsOf(costs: readonly CompileCost[]): readonly Limit[] {
  const totals = (holds: (cost: CompileCost) => boolean): readonly number[] =>
    costs.filter(holds).map(({ total }) => total);
  const tenfold = costs.flatMap((cost, index) => {
    const before = costs[index - 1];
    return before !== undefined && isTenfold(before, cost) ? [{ before, cost }] : [];
  });
  const growths = costs.flatMap((cost) => {
    const start = costs.find(({ kind, terms }) => kind === cost.kind && terms === GROWTH_FROM);
    return start === undefined || (cost.terms ?? 0) <= GROWTH_FROM
      ? []
      : [cost.total / start.total / linearithmicGrowth(cost.terms ?? 0)];
  });
  const heaps = tenfold
    .filter(({ before }) => (before.terms ?? 0) >= FEWEST_FOR_HEAP)
    .map(({ before, cost }) => (10 * (cost.bytesPerTerm ?? 0)) / (before.bytesPerTerm ?? 1));
  const claims: readonly (readonly [string, readonly number[], number])[] = [
    [`${TYPICAL}, warm: ms`, totals(({ filter }) => filter === TYPICAL), LIMITS.typical],
    ...Object.entries(LIMITS.terms).map(([length, limit]) => {
      const claim = `${Number(length).toLocaleString('en')} terms: ms`;
      return [claim, totals(({ terms }) => terms === Number(length)), limit] as const;
    }),
    [`${GROWTH_FROM.toLocaleString('en')} terms to more: time, in parts of n log n`, growths, 1],
    ['10 times the terms: times the heap', heaps, LIMITS.heap],
  ];
  return claims
    .filter(([, values]) => values.length > 0)
    .map(([claim, values, limit]) => limitOf(claim, Math.max(...values), limit));
}

/** By how much `n log n` is more for lists of `terms` than where growth is measured from. */
const linearithmicGrowth = (terms: number): number =>
  (terms * Math.log(terms)) / (GROWTH_FROM * Math.log(GROWTH_FROM));

const isTenfold = (before: CompileCost, after: CompileCost): boolean =>
  before.kind === after.kind && before.terms !== null && after.terms === 10 * before.terms;

/** The targets besides the main one. */
const OTHERS = TARGETS.filter((target) => target !== MAIN_TARGET);

/** The costs as text, and under them the limits with whether they hold. */
export function compileBenchmarkTable({ costs, limits }: CompileBenchmark): string {
  const phases = formatColumns(
    `filter | terms | front end | passes | to ${MAIN_TARGET.title} | total ms | growth | ${MAIN_TARGET.title} | ${OTHERS.map(({ name }) => `to ${name} | ${name} bytes`).join(' | ')} | heap B/term | libpcap ms`,
    costs.map((cost) => [
      cost.filter,
      cost.terms === null ? '-' : cost.terms.toLocaleString('en'),
      ...[
        cost.frontend,
        cost.passes,
        cost.lowering[MAIN_TARGET.name]?.milliseconds ?? 0,
        cost.total,
      ].map((time) => time.toFixed(2)),
      cost.growth === null ? '-' : cost.growth.toFixed(2),
      `${cost.lowering[MAIN_TARGET.name]?.instructions}`,
      ...OTHERS.flatMap(({ name }) => {
        const { milliseconds = 0, bytes } = cost.lowering[name] ?? {};
        return [milliseconds.toFixed(2), `${bytes}`];
      }),
      cost.bytesPerTerm === null ? '-' : cost.bytesPerTerm.toFixed(0),
      cost.libpcap === null ? '-' : cost.libpcap.toFixed(2),
    ]),
    1,
  );
  return `${phases}\n\n${limitTable(limits)}\n`;
}
