import { StageRecorder } from '../../artifact/stages.ts';
import { type Compilation, type CompileOptions, compile } from '../../compiler/compile.ts';
import { ANY_MACHINE } from '../../ir/machine-costs.ts';
import { printFilter } from '../../ir/print.ts';
import { sourceIn } from '../../source/sources.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered, Target } from '../../target/target.ts';
import { TARGETS } from '../../target/targets.ts';
import type { CorpusFilter } from '../input/corpus.ts';
import type { OwnPipeline } from '../input/pipelines.ts';

/** Graphs of more blocks are not kept: only long lists have so many. */
const MAX_GRAPH_BLOCKS = 1_000;

/** The IR for some targets, compiled with the passes that they have in common. */
export interface Compiled {
  readonly targets: string[];
  readonly compilation: Compilation;
  readonly recorder: StageRecorder;
}

/** A program for one target, or why there is none, with the time that lowering took. */
export interface TimedLowering {
  readonly target: string;
  readonly program: Lowered | UnsupportedError;
  readonly milliseconds: number;
}

/** One compilation down to all forms of code. */
export interface Attempt {
  /** Those that differ; the first is for all targets. */
  readonly compiled: readonly [Compiled, ...Compiled[]];
  /** In the order of the targets. */
  readonly lowered: readonly TimedLowering[];
}

/**
 * Compiles `filter` for all targets and lowers it to each; records the steps where that is asked for.
 *
 * @throws what `compile` throws.
 */
export function attemptCompilation(
  filter: CorpusFilter,
  pipeline: OwnPipeline,
  options: CompileOptions,
  isRecorded: boolean,
): Attempt {
  const compileFor = (target: Target | null): Compiled =>
    compileOnce(filter, pipeline, { target, options, isRecorded });
  const compiled: [Compiled, ...Compiled[]] = [compileFor(null)];
  const lowered = TARGETS.map((target): TimedLowering => {
    const own = needsOwn(target, pipeline) ? compileFor(target) : compiled[0];
    const known = compiled.find((one) => one === own || isSame(one, own));
    if (known === undefined) {
      compiled.push(own);
    }
    const { targets, compilation } = known ?? own;
    targets.push(target.name);
    const { semantics = 'strict' } = options;
    const [program, milliseconds] = timed(() =>
      unlessUnsupported(() => target.lower(compilation.filter, { semantics, unlimited: true })),
    );
    return { target: target.name, program, milliseconds };
  });
  return { compiled, lowered };
}

/** Whether passes may make something else of a filter for `target` than for all targets. */
const needsOwn = ({ name, costs }: Target, { texts }: OwnPipeline): boolean =>
  texts[name] !== undefined || costs !== ANY_MACHINE;

/** Whether the same passes have done the same, so that one compilation stands for both. */
const isSame = (a: Compiled, b: Compiled): boolean =>
  a.compilation.records.length === b.compilation.records.length &&
  printFilter(a.compilation.filter) === printFilter(b.compilation.filter);

function compileOnce(
  { expression, dlt, from }: CorpusFilter,
  { text, texts }: OwnPipeline,
  {
    target,
    options,
    isRecorded,
  }: {
    readonly target: Target | null;
    readonly options: CompileOptions;
    readonly isRecorded: boolean;
  },
): Compiled {
  const recorder = new StageRecorder({ graphs: 'ends', maxBlocks: MAX_GRAPH_BLOCKS });
  const asked = {
    ...options,
    dlt,
    passes: texts[target?.name ?? ''] ?? text,
    ...(target === null ? {} : { target: target.name }),
  };
  const compilation = compile(
    sourceIn(expression, from),
    isRecorded ? recorder.watch(asked) : asked,
  );
  return { targets: [], compilation, recorder };
}

/** The error itself where a back end does not know how to make the code. */
function unlessUnsupported<Result>(make: () => Result): Result | UnsupportedError {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsupportedError) {
      return error;
    }
    throw error;
  }
}

/** What `make` yields, and how long that took in milliseconds of wall-clock time. */
export function timed<Result>(make: () => Result): readonly [result: Result, milliseconds: number] {
  const start = performance.now();
  const result = make();
  return [result, performance.now() - start];
}
