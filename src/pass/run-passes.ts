import { AnalysisCache } from '../analysis/analysis.ts';
import { Filter, type FilterSnapshot } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { ANY_MACHINE, type MachineCosts } from '../ir/machine-costs.ts';
import { printFilter } from '../ir/print.ts';
import { looksValid } from '../verify/looks-valid.ts';
import { verify } from '../verify/verify.ts';
import type { Violation } from '../verify/violation.ts';
import { runForeignPass } from './foreign-pass.ts';
import type { Pass, PassContext, Profile, Remark, Semantics } from './pass.ts';
import { EndlessRepeatError, PassError, type PassFailure, VerifyError } from './pass-error.ts';
import { type FilterSize, type PassRecord, sizeOf } from './pass-record.ts';
import { type Pipeline, passesOf } from './pipeline.ts';

/** How to run a pipeline. */
export interface RunOptions {
  /** Default: `strict`. */
  readonly semantics?: Semantics;
  /** What passes may learn about traffic. Default: nothing. */
  readonly profile?: Profile;
  /** The machine that the filter is for. Default: `ANY_MACHINE`, all of them. */
  readonly target?: MachineCosts;
  /** Check the IR after each application that changed something. Default: `false`. */
  readonly verifyEach?: boolean;
  /** Keep the remarks of the passes in their records. Default: `false`. */
  readonly remarks?: boolean;
  /** The number of applications after which no pass runs any more. Default: no limit. */
  readonly bisectLimit?: number;
  /**
   * Whose a pass is, `plugin 'x'`; `null` for one of our own. The passes of others are always checked.
   * Default: all are our own.
   */
  readonly ownerOf?: (pass: Pass) => string | null;
  /** Runs one application of a pass of others; throws where that does not come to an end. */
  readonly guard?: <Result>(run: () => Result, pass: Pass) => Result;
  /** Called after every application, with the filter as the pass left it. */
  readonly onPass?: (filter: FilterView, record: PassRecord) => void;
}

/**
 * The most rounds of one `repeat`. Every pass lowers a measure of its own, so this is never reached
 * unless two passes undo each other's work.
 */
const MAX_ROUNDS = 1_000;

/**
 * Runs `pipeline` over `filter`, changing it in place. Yields a record of each application of a pass
 * that was made, in order. A pass that comes again to the very filter that it left as it was is not run
 * again: passes are deterministic.
 *
 * @throws {@link PassError} where a pass throws.
 * @throws {@link VerifyError} where a pass breaks the IR, if it is another's or `verifyEach` is set; else for
 *   what can be seen of the result in linear time.
 * @throws {@link EndlessRepeatError} where a `repeat` does not come to an end.
 */
export function runPasses(
  filter: Filter,
  pipeline: Pipeline,
  options: RunOptions = {},
): readonly PassRecord[] {
  const run = new PipelineRun(filter, pipeline, options);
  run.steps(pipeline);
  run.checkResult();
  return run.records;
}

class PipelineRun {
  readonly records: PassRecord[] = [];
  readonly #filter: Filter;
  readonly #pipeline: Pipeline;
  readonly #options: RunOptions;
  readonly #analyses: AnalysisCache;
  /** The input, from which the filter before a failure is worked out again. */
  readonly #input: FilterSnapshot;
  /** By pass, the version of the filter that it last left as it was: there it has nothing to do. */
  readonly #nothingToDo = new Map<string, number>();
  #application = 0;
  #size: FilterSize;

  constructor(filter: Filter, pipeline: Pipeline, options: RunOptions) {
    this.#filter = filter;
    this.#pipeline = pipeline;
    this.#options = options;
    this.#analyses = new AnalysisCache(filter);
    this.#input = filter.snapshot();
    this.#size = sizeOf(filter);
  }

  steps(pipeline: Pipeline): void {
    for (const step of pipeline) {
      if ('repeat' in step) {
        this.#repeat(step.repeat);
      } else {
        this.#apply(step);
      }
    }
  }

  /**
   * Runs `pipeline` until all its steps in a row have left the filter as it is. That may be amid a
   * round: the steps after that have seen this very filter before.
   */
  #repeat(pipeline: Pipeline): void {
    let unchanged = 0;
    for (let index = 0; unchanged < pipeline.length; index += 1) {
      if (index === MAX_ROUNDS * pipeline.length) {
        throw this.#endless(pipeline);
      }
      const version = this.#filter.versions.all;
      this.steps(pipeline.slice(index % pipeline.length).slice(0, 1));
      unchanged = this.#filter.versions.all === version ? unchanged + 1 : 0;
    }
  }

  /** The passes of `pipeline` that were seen changing the filter in what must be its last round. */
  #endless(pipeline: Pipeline): EndlessRepeatError {
    const passes = passesOf(pipeline);
    const changing = new Set(
      this.records
        .slice(-passes.length)
        .filter(({ changed }) => changed)
        .map(({ pass }) => pass),
    );
    const guilty = passes.filter(({ name }) => changing.has(name));
    const owners = guilty.map((pass) => this.#ownerOf(pass)).filter((owner) => owner !== null);
    return new EndlessRepeatError(MAX_ROUNDS, {
      passes: [...changing],
      owners: [...new Set(owners)],
    });
  }

  #ownerOf(pass: Pass): string | null {
    return this.#options.ownerOf?.(pass) ?? null;
  }

  #apply(pass: Pass): void {
    if (this.#application >= (this.#options.bisectLimit ?? Number.POSITIVE_INFINITY)) {
      return;
    }
    this.#application += 1;
    const version = this.#filter.versions.all;
    const statistics = new Map<string, number>();
    const remarks: Remark[] = [];
    const start = performance.now();
    try {
      if (this.#nothingToDo.get(pass.name) !== version) {
        this.#run(pass, this.#context(statistics, remarks));
      }
    } catch (cause) {
      throw new PassError(this.#failure(pass), { cause });
    }
    const duration = performance.now() - start;
    const changed = this.#filter.versions.all !== version;
    if (!changed) {
      this.#nothingToDo.set(pass.name, version);
    }
    if (changed && (this.#options.verifyEach === true || this.#ownerOf(pass) !== null)) {
      this.#verify(pass);
    }
    const before = this.#size;
    this.#size = changed ? sizeOf(this.#filter) : before;
    const record: PassRecord = {
      application: this.#application,
      pass: pass.name,
      changed,
      duration,
      statistics,
      remarks,
      before,
      after: this.#size,
    };
    this.records.push(record);
    this.#options.onPass?.(this.#filter, record);
  }

  #run(pass: Pass, context: PassContext): void {
    const run = () => pass.run(this.#filter, context);
    const { guard = (unguarded) => unguarded() } = this.#options;
    if (this.#ownerOf(pass) === null) {
      run();
    } else {
      runForeignPass(this.#filter, () => guard(run, pass));
    }
  }

  #context(statistics: Map<string, number>, remarks: Remark[]): PassContext {
    const { semantics = 'strict', profile = null, target = ANY_MACHINE } = this.#options;
    const keepsRemarks = this.#options.remarks ?? false;
    return {
      get: this.#analyses.get,
      semantics,
      profile,
      target,
      count: (statistic, by = 1) => {
        if (by !== 0) {
          statistics.set(statistic, (statistics.get(statistic) ?? 0) + by);
        }
      },
      remark: (kind, where, message) => {
        if (keepsRemarks) {
          remarks.push({ kind, where, message });
        }
      },
    };
  }

  #verify(pass: Pass): void {
    const [first, ...others] = this.#violations(pass);
    if (first !== undefined) {
      throw new VerifyError(this.#failure(pass), [first, ...others]);
    }
  }

  /** Looks at what is left in the end, and if that is wrong, for the pass since which it is. */
  checkResult(): void {
    if (this.#options.verifyEach !== true && !looksValid(this.#filter)) {
      const { onPass: _, ...options } = this.#options;
      runPasses(Filter.restore(this.#input), this.#pipeline, { ...options, verifyEach: true });
    }
  }

  /** Where a pass left what is no IR at all, looking for what is wrong with it may fail. */
  #violations(pass: Pass): readonly Violation[] {
    try {
      return verify(this.#filter);
    } catch (cause) {
      throw new PassError(this.#failure(pass), { cause });
    }
  }

  #failure(pass: Pass): PassFailure {
    return {
      pass: pass.name,
      owner: this.#ownerOf(pass),
      application: this.#application,
      before: this.#textBefore(),
    };
  }

  /** The filter before the last application. Passes are deterministic, so all before it run again. */
  #textBefore(): string {
    const again = Filter.restore(this.#input);
    const { onPass: _, ...options } = this.#options;
    try {
      runPasses(again, this.#pipeline, {
        ...options,
        verifyEach: false,
        bisectLimit: this.#application - 1,
      });
    } catch {
      return printFilter(Filter.restore(this.#input));
    }
    return printFilter(again);
  }
}
