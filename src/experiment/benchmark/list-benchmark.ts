import type { PortableCode } from '../../code/code.ts';
import { compile } from '../../compiler/compile.ts';
import { countingEngineFor } from '../../engine/engines.ts';
import { libpcapCode } from '../../engine/libpcap/compile.ts';
import { libpcapUnavailable } from '../../engine/libpcap/library.ts';
import { invariant } from '../../support/invariant.ts';
import type { Lowered } from '../../target/target.ts';
import { MAIN_TARGET } from '../../target/targets.ts';
import type { LoadedTrace } from '../input/trace-file.ts';
import { runCounting } from '../matrix/execute.ts';
import type { OnProgress } from '../progress.ts';
import { formatColumns } from './columns.ts';
import { type TermKind, termList } from './term-lists.ts';

/** How to measure what lists of terms cost. */
export interface ListBenchmarkOptions {
  /** Ethernet captures, over which all lists run; others are left out. */
  readonly traces: readonly LoadedTrace[];
  /** The length of the lists that are compared with libpcap's. Default: 100. */
  readonly terms?: number;
  /** From which the terms are made, a u32. Default: {@link DEFAULT_LIST_SEED}. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
}

/** What one list costs at one level on one trace. */
export interface ListCost {
  readonly kind: TermKind;
  readonly terms: number;
  readonly trace: string;
  readonly level: ListLevel;
  /** Instructions in the program, by libpcap's optimizer and by ours. */
  readonly size: Sides;
  /** Instructions executed, the mean of all packets. */
  readonly executed: Sides;
  /** libpcap's executed instructions divided by ours; `null` without libpcap. */
  readonly ratio: number | null;
  /** The least ratio to reach. */
  readonly target: number;
  /** `null` where there is nothing to compare with. */
  readonly holds: boolean | null;
}

/** A figure of libpcap's program, `null` where libpcap is not installed, and of ours. */
export interface Sides {
  readonly libpcap: number | null;
  readonly ours: number;
}

/** Whether a long list fits the kernel. */
export interface ListLimit {
  readonly kind: TermKind;
  readonly terms: number;
  readonly size: number;
  readonly limit: number;
  readonly holds: boolean;
}

/** The answer of {@link benchmarkLists}. */
export interface ListBenchmark {
  readonly costs: readonly ListCost[];
  /** At -O2. */
  readonly limits: readonly ListLimit[];
  /** Why there is nothing to compare with; `null` where there is. */
  readonly unavailable: string | null;
}

/** The levels that are measured. */
export type ListLevel = 'O2' | 'O3';

/** Documented in the help of the command. */
export const DEFAULT_LIST_SEED = 7;

const LEVELS: readonly ListLevel[] = ['O2', 'O3'];

const ETHERNET = { name: 'EN10MB', dlt: 1 } as const;

/** So many times fewer instructions than libpcap's a list of 100 has to execute, on any trace. */
const TARGETS: readonly (readonly [kind: TermKind, ratio: number])[] = [
  ['host', 8],
  ['port', 15],
  ['net', 15],
  ['tcp-dst-port', 5],
  ['host-and-port', 10],
];

/** The lists that have to fit the kernel at -O2. */
const LONG_LISTS: readonly (readonly [kind: TermKind, terms: number])[] = [
  ['host', 1_000],
  ['port', 1_000],
  ['net', 500],
];

/** Measures lists of terms of each kind beside libpcap's optimizer: exact, and the same on every run. */
export function benchmarkLists({
  traces,
  terms = 100,
  seed = DEFAULT_LIST_SEED,
  onProgress = () => {},
}: ListBenchmarkOptions): ListBenchmark {
  const ethernet = traces.filter(({ dlt }) => dlt === ETHERNET.name);
  const total = TARGETS.length + LONG_LISTS.length;
  const costs = TARGETS.flatMap(([kind, target], done) => {
    onProgress({ done, total, label: `${terms} terms: ${kind}` });
    return costsOf({ kind, terms, seed, target }, ethernet);
  });
  const limits = LONG_LISTS.map(([kind, length], index) => {
    onProgress({ done: TARGETS.length + index, total, label: `${length} terms: ${kind}` });
    return limitOf(kind, length, seed);
  });
  onProgress({ done: total, total, label: '' });
  return { costs, limits, unavailable: libpcapUnavailable() };
}

interface List {
  readonly kind: TermKind;
  readonly terms: number;
  readonly seed: number;
  readonly target: number;
}

function costsOf(
  { kind, terms, seed, target }: List,
  traces: readonly LoadedTrace[],
): readonly ListCost[] {
  const expression = termList(kind, terms, seed);
  const theirs =
    libpcapUnavailable() === null ? libpcapCode(expression, { dlt: ETHERNET.dlt }) : null;
  const compiled = LEVELS.map((level) => [level, compileList(expression, level)] as const);
  return traces.flatMap((trace) => {
    const peer = theirs === null ? null : executedOn(theirs.code, trace);
    return compiled.map(([level, { code, instructions }]) => {
      const ours = executedOn(code, trace);
      const ratio = peer === null ? null : peer / ours;
      return {
        kind,
        terms,
        trace: trace.entry.name,
        level,
        size: { libpcap: theirs?.instructions ?? null, ours: instructions },
        executed: { libpcap: peer, ours },
        ratio,
        target,
        holds: ratio === null ? null : ratio >= target,
      };
    });
  });
}

function limitOf(kind: TermKind, terms: number, seed: number): ListLimit {
  const size = compileList(termList(kind, terms, seed), 'O2').instructions;
  const limit = MAIN_TARGET.costs.instructionLimit;
  return { kind, terms, size, limit, holds: size <= limit };
}

function compileList(expression: string, level: ListLevel): Lowered {
  const { filter } = compile(expression, { passes: level, target: MAIN_TARGET.name });
  return MAIN_TARGET.lower(filter, { unlimited: true });
}

/** The instructions that `code` executes, the mean of all packets. */
function executedOn(code: PortableCode, trace: LoadedTrace): number {
  const counter = countingEngineFor(code.kind)?.loadCounting(code);
  invariant(counter !== undefined, `no engine counts ${code.kind} code`);
  return runCounting(counter, trace).counts.instructions;
}

/** Whether some target or limit is missed. */
export function missesTarget({ costs, limits }: ListBenchmark): boolean {
  return [...costs, ...limits].some(({ holds }) => holds === false);
}

/** The costs as text, under them what has to fit the kernel. */
export function listBenchmarkTable({ costs, limits, unavailable }: ListBenchmark): string {
  const lists = formatColumns(
    'list | trace | level | terms | size | libpcap | executed | libpcap | ratio | target | ',
    costs.map(({ kind, trace, level, terms, size, executed, ratio, target, holds }) => [
      kind,
      trace,
      level,
      String(terms),
      String(size.ours),
      size.libpcap === null ? '-' : String(size.libpcap),
      executed.ours.toFixed(1),
      executed.libpcap?.toFixed(1) ?? '-',
      ratio?.toFixed(1) ?? '-',
      String(target),
      verdictOf(holds),
    ]),
    3,
  );
  const sizes = formatColumns(
    'at -O2 | terms | size | limit | ',
    limits.map(({ kind, terms, size, limit, holds }) => [
      kind,
      String(terms),
      String(size),
      String(limit),
      verdictOf(holds),
    ]),
    1,
  );
  const note = unavailable === null ? '' : `\nnothing to compare with: ${unavailable}\n`;
  return `${lists}\n\n${sizes}\n${note}`;
}

function verdictOf(holds: boolean | null): string {
  if (holds === null) {
    return '-';
  }
  return holds ? 'holds' : 'MISSED';
}
