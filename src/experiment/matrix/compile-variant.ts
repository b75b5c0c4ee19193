import type {
  CodeEntry,
  CompiledVariant,
  CompileTimes,
  FailedVariant,
  PassTime,
} from '../../artifact/results/results.ts';
import { printSpans } from '../../artifact/span-lines.ts';
import type { Code, CodeKind } from '../../code/code.ts';
import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import { libpcapCode, PeerError } from '../../engine/libpcap/compile.ts';
import { sizeOf } from '../../pass/pass-record.ts';
import { withinTime } from '../../project/within-time.ts';
import { dltByName } from '../../support/link-types.ts';
import { median } from '../../support/statistics.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered } from '../../target/target.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { OwnPipeline, PeerPipeline } from '../input/pipelines.ts';
import { type Attempt, attemptCompilation, timed } from './attempt.ts';
import { spreadOf } from './spread.ts';

/** What one pipeline made of one filter: code that can run, and what it took. */
export interface Variant {
  readonly pipeline: OwnPipeline | PeerPipeline;
  /** What the results say of it. */
  readonly made: Pick<CompiledVariant, 'ir' | 'code' | 'compile' | 'compilations'>;
  /** The forms of code that there are. */
  readonly code: ReadonlyMap<CodeKind, Code>;
}

/** How filters are compiled in an experiment. */
export interface VariantOptions {
  /** All but the link type and the passes. */
  readonly compile: CompileOptions;
  /** How often each filter is compiled at most, for the median of its times; at least 1. */
  readonly repetitions: number;
  /** What to keep of the compilation. */
  readonly keep: 'nothing' | 'listings' | 'stages';
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

function compileOwn(filter: CorpusFilter, pipeline: OwnPipeline, options: VariantOptions): Variant {
  const attempt = (keepsStages: boolean): Attempt =>
    attemptCompilation(filter, pipeline, options.compile, keepsStages);
  if (options.compile.config?.plugins?.length) {
    // A pass of others may loop for ever. Watching it takes time, so that the attempt does not count.
    attemptCompilation(filter, pipeline, { ...options.compile, guard: withinTime }, false);
  }
  const attempts = repeat(options.repetitions, () => attempt(false));
  // What is shown is what runs. Recording takes time, and so has an attempt of its own.
  const shown =
    options.keep === 'stages' ? attempt(true) : (attempts.at(-1) as (typeof attempts)[number]);
  const [{ compilation }] = shown.compiled;
  return {
    pipeline,
    made: {
      ir: sizeOf(compilation.filter),
      code: shown.lowered.map(({ target, program }, index) => {
        const lowering = median(attempts.map(({ lowered }) => lowered[index]?.milliseconds ?? 0));
        return program instanceof UnsupportedError
          ? { target, missing: program.message }
          : codeEntry(target, program, lowering, options);
      }),
      compile: medianTimes(attempts, compilation),
      ...(options.keep === 'stages'
        ? {
            compilations: shown.compiled.map(({ targets, compilation: made, recorder }) => ({
              targets,
              ...recorder.finish(made.filter),
            })),
          }
        : {}),
    },
    code: codeOf([
      { kind: 'ir', filter: compilation.filter },
      ...shown.lowered.flatMap(({ program }) =>
        program instanceof UnsupportedError ? [] : program.code,
      ),
    ]),
  };
}

function codeEntry(
  target: string,
  {
    instructions,
    bytes,
    listing,
    spans = [],
  }: Pick<Lowered, 'instructions' | 'bytes' | 'listing' | 'spans'>,
  lowering: number | null,
  { keep }: VariantOptions,
): CodeEntry {
  const shown =
    keep === 'nothing'
      ? {}
      : { listing: listing(), ...(spans.length === 0 ? {} : { spans: printSpans(spans) }) };
  return { target, instructions, bytes, lowering, ...shown };
}

/** Passes are deterministic, so every attempt has the same applications in the same order. */
function medianTimes(attempts: readonly Attempt[], { records }: Compilation): CompileTimes {
  const medianOf = (time: (attempt: Attempt) => number): number => median(attempts.map(time));
  return {
    frontend: medianOf(({ compiled: [{ compilation }] }) => compilation.times.frontend),
    passes: records.map(
      ({ pass, changed, statistics }, index): PassTime => ({
        pass,
        milliseconds: medianOf(
          ({ compiled: [{ compilation }] }) => compilation.records[index]?.duration ?? 0,
        ),
        changed,
        statistics: Object.fromEntries(statistics),
      }),
    ),
    ...totalOf(attempts.map(totalTime)),
  };
}

/** From the source to the code of the first target, in milliseconds. */
function totalTime({ compiled: [{ compilation }], lowered: [first] }: Attempt): number {
  const { frontend, passes } = compilation.times;
  return frontend + passes + (first?.milliseconds ?? 0);
}

function totalOf(milliseconds: readonly number[]): Pick<CompileTimes, 'total' | 'spread'> {
  const spread = spreadOf(milliseconds);
  return { total: spread.median, spread };
}

const codeOf = (codes: readonly Code[]): ReadonlyMap<CodeKind, Code> =>
  new Map(codes.map((code) => [code.kind, code]));

function compilePeer(
  { expression, dlt, from }: CorpusFilter,
  pipeline: PeerPipeline,
  options: VariantOptions,
): Variant {
  const { snaplen, netmask } = options.compile;
  const asked = {
    dlt: dltByName(dlt)?.dlt ?? Number(dlt),
    optimize: pipeline.optimize,
    ...(snaplen === undefined ? {} : { snaplen }),
    ...(netmask == null ? {} : { netmask }),
  };
  if (from !== undefined) {
    throw new PeerError(`libpcap does not know the language ${from}`);
  }
  const attempts = repeat(options.repetitions, () => timed(() => libpcapCode(expression, asked)));
  const [{ code, ...program }] = attempts.at(-1) as (typeof attempts)[number];
  return {
    pipeline,
    made: {
      ir: null,
      code: [codeEntry(code.kind, program, null, options)],
      compile: {
        frontend: null,
        passes: [],
        ...totalOf(attempts.map(([, milliseconds]) => milliseconds)),
      },
    },
    code: codeOf([code]),
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
