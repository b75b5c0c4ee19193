import { type Compilation, compile } from '../../compiler/compile.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import type { Code, CodeKind } from '../../engine/engine.ts';
import { libpcapCompile } from '../../engine/libpcap/compile.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64, type X64Program } from '../../lower/x64/lower.ts';
import type { Semantics } from '../../pass/pass.ts';
import { type FilterSize, sizeOf } from '../../pass/pass-record.ts';
import { dltByName } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { OwnPipeline, PeerPipeline } from '../input/pipelines.ts';
import type { CodeSize, CompileTimes, FailedVariant, PassTime } from '../results.ts';
import { median } from '../statistics.ts';

/** What one pipeline made of one filter: code that can run, and what it took. */
export interface Variant {
  readonly pipeline: OwnPipeline | PeerPipeline;
  readonly size: CodeSize;
  readonly compile: CompileTimes;
  /** The forms of code that there are. */
  readonly code: ReadonlyMap<CodeKind, Code>;
}

/** How filters are compiled in an experiment. */
export interface VariantOptions {
  readonly semantics: Semantics;
  readonly plugins: readonly Plugin[];
  /** How often each filter is compiled at most, for the median of its times; at least 1. */
  readonly repetitions: number;
}

/** No repetition starts after a filter has taken this long, in milliseconds. */
const PATIENCE = 100;

/** Compiles `filter`, repeatedly for the times. An error becomes a {@link FailedVariant}. */
export function compileVariant(
  filter: CorpusFilter,
  pipeline: OwnPipeline | PeerPipeline,
  options: VariantOptions,
): Variant | FailedVariant {
  try {
    return pipeline.peer
      ? compilePeer(filter, pipeline, options)
      : compileOwn(filter, pipeline, options);
  } catch (error) {
    return { pipeline: pipeline.name, error: describe(error) };
  }
}

/** Whether there is no code. */
export function isFailed(variant: Variant | FailedVariant): variant is FailedVariant {
  return 'error' in variant;
}

/** An error without a code is a defect of a compiler; it is recorded, and the rest goes on. */
function describe(error: unknown): FailedVariant['error'] {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'DEFECT';
  return { code, message };
}

/** One compilation down to all forms of code, with wall-clock times in milliseconds. */
interface Attempt {
  readonly compilation: Compilation;
  readonly cbpf: CbpfProgram | null;
  readonly x64: X64Program | null;
  readonly times: {
    readonly frontend: number;
    readonly passes: readonly number[];
    readonly lowerCbpf: number;
    readonly lowerX64: number;
    readonly total: number;
  };
}

function compileOwn(
  { expression, dlt }: CorpusFilter,
  pipeline: OwnPipeline,
  { semantics, plugins, repetitions }: VariantOptions,
): Variant {
  const options = { dlt, semantics, passes: pipeline.text, config: { plugins } };
  const attempts = repeat(repetitions, (): Attempt => {
    const compilation = compile(expression, options);
    const { frontend, passes } = compilation.times;
    const [cbpf, lowerCbpf] = timed(() => cbpfOf(compilation.filter, semantics));
    const forX64 =
      pipeline.textForX64 === undefined
        ? compilation
        : compile(expression, { ...options, passes: pipeline.textForX64 });
    const [x64, lowerX64] = timed(() => unlessUnsupported(() => lowerToX64(forX64.filter)));
    return {
      compilation,
      cbpf,
      x64,
      times: {
        frontend,
        passes: compilation.records.map(({ duration }) => duration),
        lowerCbpf,
        lowerX64,
        total: frontend + passes + lowerCbpf,
      },
    };
  });
  const last = attempts.at(-1) as Attempt;
  return {
    pipeline,
    size: ownSize(sizeOf(last.compilation.filter), last),
    compile: medianTimes(attempts, last),
    code: codeOf(last),
  };
}

function cbpfOf(filter: FilterView, semantics: Semantics): CbpfProgram | null {
  return unlessUnsupported(() =>
    lowerToCbpf(filter, { maxInstructions: Number.POSITIVE_INFINITY, semantics }),
  );
}

/** `null` where a back end does not know how to make the code, which the size then says. */
function unlessUnsupported<Result>(make: () => Result): Result | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return null;
    }
    throw error;
  }
}

function ownSize(ir: FilterSize, { cbpf, x64 }: Attempt): CodeSize {
  return {
    irBlocks: ir.blocks,
    irInstructions: ir.instructions,
    cbpfInstructions: cbpf?.length ?? null,
    x64Instructions: x64?.instructionCount ?? null,
    x64Bytes: x64?.bytes.length ?? null,
  };
}

/** Passes are deterministic, so every attempt has the same applications in the same order. */
function medianTimes(attempts: readonly Attempt[], last: Attempt): CompileTimes {
  const medianOf = (time: (attempt: Attempt) => number): number => median(attempts.map(time));
  return {
    frontend: medianOf(({ times }) => times.frontend),
    passes: last.compilation.records.map(
      ({ pass, changed, statistics }, index): PassTime => ({
        pass,
        milliseconds: medianOf(({ times }) => times.passes[index] ?? 0),
        changed,
        statistics: Object.fromEntries(statistics),
      }),
    ),
    lowerCbpf: last.cbpf === null ? null : medianOf(({ times }) => times.lowerCbpf),
    lowerX64: last.x64 === null ? null : medianOf(({ times }) => times.lowerX64),
    total: medianOf(({ times }) => times.total),
  };
}

function codeOf({ compilation, cbpf, x64 }: Attempt): ReadonlyMap<CodeKind, Code> {
  const codes: Code[] = [{ kind: 'ir', filter: compilation.filter }];
  if (cbpf !== null) {
    codes.push({ kind: 'cbpf', program: cbpf });
  }
  if (x64 !== null) {
    codes.push({ kind: 'x64', bytes: x64.bytes });
  }
  return new Map(codes.map((code) => [code.kind, code]));
}

function compilePeer(
  { expression, dlt }: CorpusFilter,
  pipeline: PeerPipeline,
  { repetitions }: VariantOptions,
): Variant {
  const number = dltByName(dlt)?.dlt ?? Number(dlt);
  const attempts = repeat(repetitions, () =>
    timed(() => libpcapCompile(expression, { dlt: number, optimize: pipeline.optimize })),
  );
  const [program] = attempts.at(-1) as (typeof attempts)[number];
  return {
    pipeline,
    size: {
      irBlocks: null,
      irInstructions: null,
      cbpfInstructions: program.length,
      x64Instructions: null,
      x64Bytes: null,
    },
    compile: {
      frontend: null,
      passes: [],
      lowerCbpf: null,
      lowerX64: null,
      total: median(attempts.map(([, milliseconds]) => milliseconds)),
    },
    code: new Map([['cbpf', { kind: 'cbpf', program }]]),
  };
}

/** What `make` yields each time; the first of several runs, which is not warm, is left out. */
function repeat<Result>(repetitions: number, make: () => Result): readonly Result[] {
  const start = performance.now();
  const results = [make()];
  while (results.length <= repetitions && performance.now() - start < PATIENCE) {
    results.push(make());
  }
  return results.length === 1 ? results : results.slice(1);
}

function timed<Result>(make: () => Result): readonly [result: Result, milliseconds: number] {
  const start = performance.now();
  const result = make();
  return [result, performance.now() - start];
}
