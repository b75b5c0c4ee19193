import type { Code, CodeKind } from '../../code/code.ts';
import { type Compilation, compile } from '../../compiler/compile.ts';
import type { Plugin } from '../../compiler/plugin.ts';
import { libpcapCode } from '../../engine/libpcap/compile.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { ANY_MACHINE } from '../../ir/machine-costs.ts';
import type { Semantics } from '../../pass/pass.ts';
import { sizeOf } from '../../pass/pass-record.ts';
import { dltByName } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered, Target } from '../../target/target.ts';
import { MAIN_TARGET, TARGETS } from '../../target/targets.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { OwnPipeline, PeerPipeline } from '../input/pipelines.ts';
import type { CodeSize, CompileTimes, FailedVariant, PassTime } from '../results.ts';
import { median } from '../statistics.ts';
import { loweringFields, sizeFields } from './target-fields.ts';

/** What one pipeline made of one filter: code that can run, and what it took. */
export interface Variant {
  readonly pipeline: OwnPipeline | PeerPipeline;
  readonly size: CodeSize;
  readonly compile: CompileTimes;
  /** The forms of code that there are. */
  readonly code: ReadonlyMap<CodeKind, Code>;
  /** Their instructions; those of machines alone. */
  readonly instructions: ReadonlyMap<CodeKind, number>;
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

/** Code, and the time that it took to make it of IR, in milliseconds. */
type LoweredIn = Lowered & { readonly milliseconds: number };

/** One compilation down to all forms of code, with wall-clock times in milliseconds. */
interface Attempt {
  readonly compilation: Compilation;
  /** By target; absent where a target can't express the filter. */
  readonly lowered: ReadonlyMap<string, LoweredIn>;
  readonly times: {
    readonly frontend: number;
    readonly passes: readonly number[];
    readonly total: number;
  };
}

function compileOwn(
  { expression, dlt }: CorpusFilter,
  pipeline: OwnPipeline,
  { semantics, plugins, repetitions }: VariantOptions,
): Variant {
  const options = { dlt, semantics, config: { plugins } };
  const compileFor = (target: Target | null): Compilation =>
    compile(expression, {
      ...options,
      passes: pipeline.endings.get(target?.name ?? '') ?? pipeline.text,
      ...(target === null ? {} : { target: target.name }),
    });
  const attempts = repeat(repetitions, (): Attempt => {
    const compilation = compileFor(null);
    const lowered = new Map(
      TARGETS.flatMap((target) => {
        const own = needsOwn(target, pipeline) ? compileFor(target) : compilation;
        const made = lowerTimed(own.filter, target, semantics);
        return made === null ? [] : [[target.name, made] as const];
      }),
    );
    const { frontend, passes } = compilation.times;
    return {
      compilation,
      lowered,
      times: {
        frontend,
        passes: compilation.records.map(({ duration }) => duration),
        total: frontend + passes + (lowered.get(MAIN_TARGET.name)?.milliseconds ?? 0),
      },
    };
  });
  const last = attempts.at(-1) as Attempt;
  return {
    pipeline,
    size: sizeFields(sizeOf(last.compilation.filter), last.lowered),
    compile: medianTimes(attempts, last),
    code: codeOf(last),
    instructions: new Map(
      [...last.lowered.values()].map(({ code, instructions }) => [code.kind, instructions]),
    ),
  };
}

/** Whether passes make something else of a filter for `target` than for all targets. */
const needsOwn = ({ name, costs }: Target, { endings }: OwnPipeline): boolean =>
  endings.has(name) || costs !== ANY_MACHINE;

/** `null` where a back end does not know how to make the code, which the size then says. */
function lowerTimed(filter: FilterView, target: Target, semantics: Semantics): LoweredIn | null {
  try {
    const start = performance.now();
    const lowered = target.lower(filter, { semantics, unlimited: true });
    return { ...lowered, milliseconds: performance.now() - start };
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return null;
    }
    throw error;
  }
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
    ...loweringFields((target) =>
      last.lowered.has(target)
        ? medianOf(({ lowered }) => lowered.get(target)?.milliseconds ?? 0)
        : null,
    ),
    total: medianOf(({ times }) => times.total),
  };
}

function codeOf({ compilation, lowered }: Attempt): ReadonlyMap<CodeKind, Code> {
  const ir: Code = { kind: 'ir', filter: compilation.filter };
  const codes: readonly Code[] = [ir, ...[...lowered.values()].map(({ code }) => code)];
  return new Map(codes.map((code) => [code.kind, code]));
}

function compilePeer(
  { expression, dlt }: CorpusFilter,
  pipeline: PeerPipeline,
  { repetitions }: VariantOptions,
): Variant {
  const number = dltByName(dlt)?.dlt ?? Number(dlt);
  const attempts = repeat(repetitions, () =>
    timed(() => libpcapCode(expression, { dlt: number, optimize: pipeline.optimize })),
  );
  const [code] = attempts.at(-1) as (typeof attempts)[number];
  const instructions = code.program.length;
  return {
    pipeline,
    size: sizeFields(null, new Map([[code.kind, { instructions }]])),
    compile: {
      frontend: null,
      passes: [],
      ...loweringFields(() => null),
      total: median(attempts.map(([, milliseconds]) => milliseconds)),
    },
    code: new Map([[code.kind, code]]),
    instructions: new Map([[code.kind, instructions]]),
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
