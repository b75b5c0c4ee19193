import { compile } from '../compiler/compile.ts';
import { lowerToCbpf } from '../lower/cbpf/lower.ts';
import { lowerToX64 } from '../lower/x64/lower.ts';
import { formatColumns } from './columns.ts';
import type { OnProgress } from './progress.ts';
import { median } from './statistics.ts';
import { type TermKind, termList } from './term-lists.ts';

/** How to measure what compilation costs. */
export interface CompileBenchmarkOptions {
  /** The pipeline, by name or as text. Default: `O2`. */
  readonly passes?: string;
  /** The lengths of the lists of terms, in rising order. Default: 1,000 and 10,000. */
  readonly terms?: readonly number[];
  /** What the lists are of. Default: all kinds. */
  readonly kinds?: readonly TermKind[];
  readonly onProgress?: OnProgress;
}

/** What it cost to compile one filter. Times are in milliseconds of wall-clock time. */
export interface CompileCost {
  /** The expression, or what the list is of. */
  readonly filter: string;
  /** What the terms of a list are; `null` for an ordinary filter. */
  readonly kind: TermKind | null;
  /** The number of terms of a list; `null` for an ordinary filter. */
  readonly terms: number | null;
  readonly frontend: number;
  readonly passes: number;
  readonly lowerCbpf: number;
  readonly lowerX64: number;
  /** From the text to cBPF. */
  readonly total: number;
  readonly cbpfInstructions: number;
  readonly x64Bytes: number;
  /** `total` divided by that of the next shorter list of the kind; `null` where there is none. */
  readonly growth: number | null;
}

/** A bound that compilation has to keep. */
export interface CompileLimit {
  readonly claim: string;
  readonly measured: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** The answer of {@link benchmarkCompilation}. */
export interface CompileBenchmark {
  readonly costs: readonly CompileCost[];
  readonly limits: readonly CompileLimit[];
}

/** Ordinary filters: one of each size that people type. */
const ORDINARY: readonly string[] = [
  'ip',
  'tcp port 80',
  'tcp dst port 80 and host 1.2.3.4',
  'host 192.168.0.13 and not port 22',
  'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0 and not src and dst net 192.168.0.0/16',
];

/** The bounds, in milliseconds and as a ratio. */
const LIMITS = { ordinary: 5, thousandHosts: 2_000, growth: 12 } as const;

/** So often ordinary filters are compiled before they are timed, and timed. */
const WARM_RUNS = 100;

/** So often lists of up to so many terms are compiled; longer ones are slow, and warm by then. */
const LIST_RUNS = 3;
const LONG_LIST = 2_000;

const SEED = 0x1157;

/**
 * Measures what compilation costs, to cBPF of any length and to x86-64: ordinary filters warm, as
 * medians, and long lists of terms, as the best of few runs.
 */
export function benchmarkCompilation({
  passes = 'O2',
  terms = [1_000, 10_000],
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

type Phases = Omit<CompileCost, 'filter' | 'kind' | 'terms' | 'growth'>;

function ordinaryCost(expression: string, passes: string): CompileCost {
  const runs = Array.from({ length: 2 * WARM_RUNS }, () => phasesOf(expression, passes));
  const warm = runs.slice(WARM_RUNS);
  const medianOf = (phase: (run: Phases) => number): number => median(warm.map(phase));
  return {
    filter: expression,
    kind: null,
    terms: null,
    frontend: medianOf(({ frontend }) => frontend),
    passes: medianOf((run) => run.passes),
    lowerCbpf: medianOf(({ lowerCbpf }) => lowerCbpf),
    lowerX64: medianOf(({ lowerX64 }) => lowerX64),
    total: medianOf((run) => run.total),
    cbpfInstructions: medianOf(({ cbpfInstructions }) => cbpfInstructions),
    x64Bytes: medianOf(({ x64Bytes }) => x64Bytes),
    growth: null,
  };
}

interface List {
  readonly kind: TermKind;
  readonly length: number;
}

function listCost({ kind, length }: List, passes: string, before: CompileCost | null): CompileCost {
  const expression = termList(kind, length, SEED);
  let best = phasesOf(expression, passes);
  for (let run = 1; run < (length > LONG_LIST ? 1 : LIST_RUNS); run += 1) {
    const next = phasesOf(expression, passes);
    best = next.total < best.total ? next : best;
  }
  return {
    filter: `${kind} a or ${kind} b …`,
    kind,
    terms: length,
    ...best,
    growth: before === null ? null : best.total / before.total,
  };
}

/** Compiles once, with the time of each phase. */
function phasesOf(expression: string, passes: string): Phases {
  const { filter, times } = compile(expression, { passes });
  const start = performance.now();
  const cbpf = lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY });
  const lowered = performance.now();
  const x64 = lowerToX64(filter);
  const end = performance.now();
  return {
    frontend: times.frontend,
    passes: times.passes,
    lowerCbpf: lowered - start,
    lowerX64: end - lowered,
    total: times.frontend + times.passes + (lowered - start),
    cbpfInstructions: cbpf.length,
    x64Bytes: x64.bytes.length,
  };
}

function limitsOf(costs: readonly CompileCost[]): readonly CompileLimit[] {
  const ordinary = costs.filter(({ terms }) => terms === null).map(({ total }) => total);
  const hosts = costs.filter(({ kind, terms }) => kind === 'host' && terms === 1_000);
  const grown = costs.flatMap((cost, index) => {
    const before = costs[index - 1];
    return cost.growth !== null && before !== undefined && isTenfold(before, cost)
      ? [cost.growth]
      : [];
  });
  const claims: readonly (readonly [string, readonly number[], number])[] = [
    ['ordinary filter, warm: ms', ordinary, LIMITS.ordinary],
    ['1,000 hosts: ms', hosts.map(({ total }) => total), LIMITS.thousandHosts],
    ['10 times the terms: times the time', grown, LIMITS.growth],
  ];
  return claims
    .filter(([, values]) => values.length > 0)
    .map(([claim, values, limit]) => {
      const measured = Math.max(...values);
      return { claim, measured, limit, holds: measured <= limit };
    });
}

const isTenfold = (before: CompileCost, after: CompileCost): boolean =>
  before.kind === after.kind && before.terms !== null && after.terms === 10 * before.terms;

/** The costs as text, and under them the limits with whether they hold. */
export function compileBenchmarkTable({ costs, limits }: CompileBenchmark): string {
  const phases = formatColumns(
    [
      'filter',
      'terms',
      'front end',
      'passes',
      'to cBPF',
      'total ms',
      'growth',
      'cBPF',
      'to x64',
      'x64 bytes',
    ],
    costs.map((cost) => [
      cost.filter,
      cost.terms === null ? '-' : cost.terms.toLocaleString('en'),
      ...[cost.frontend, cost.passes, cost.lowerCbpf, cost.total].map((time) => time.toFixed(2)),
      cost.growth === null ? '-' : cost.growth.toFixed(2),
      String(cost.cbpfInstructions),
      cost.lowerX64.toFixed(2),
      String(cost.x64Bytes),
    ]),
    1,
  );
  const bounds = formatColumns(
    ['claim', 'limit', 'worst', ''],
    limits.map(({ claim, measured, limit, holds }) => [
      claim,
      String(limit),
      measured.toFixed(2),
      holds ? 'holds' : 'FAILS',
    ]),
    1,
  );
  return `${phases}\n\n${bounds}\n`;
}
