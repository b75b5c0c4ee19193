import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { checkOrdering } from '../pass/ordering.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import type { FilterSource } from '../source/filter-source.ts';
import type { CompileWarning, SourceOptions } from '../source/source-language.ts';
import { buildSource, languageNamed, sourceIn } from '../source/sources.ts';
import { canAccept } from './can-accept.ts';
import { type PassOptions, Plan } from './plan.ts';
import { assertFits } from './profile.ts';

/** How to compile; all parts have defaults. */
export interface CompileOptions extends Partial<SourceOptions>, PassOptions {
  /** Called once, with the filter as the front end built it. */
  readonly onInput?: (filter: FilterView) => void;
}

/** A compiled filter. The back ends take its `filter`. */
export interface Compilation {
  readonly filter: Filter;
  readonly pipeline: Pipeline;
  /** What each application of a pass did, in order. */
  readonly records: readonly PassRecord[];
  readonly warnings: readonly CompileWarning[];
  /** What the front end tells about the expression's meaning where that may surprise. */
  readonly remarks: readonly CompileWarning[];
  /** Wall-clock time in milliseconds. */
  readonly times: { readonly frontend: number; readonly passes: number };
}

/**
 * Compiles a filter: front end, then the passes of the pipeline. A string is a filter
 * in the default language, that of tcpdump.
 *
 * @throws FilterSyntaxError, FilterTypeError or UnsupportedError for an expression that can't be
 *   compiled; BytecodeError for a program that breaks a rule of classic BPF; IrSyntaxError or
 *   InvalidIrError for IR text; PipelineSyntaxError for the pipeline; PassError or
 *   VerifyError where a pass fails, PluginError where a hook does; ProfileError for packets of another
 *   link type.
 */
export function compile(given: string | FilterSource, options: CompileOptions = {}): Compilation {
  const plan = new Plan(options);
  const source = typeof given === 'string' ? sourceIn(given) : given;
  if (options.profile !== undefined && readsLinkType(source)) {
    assertFits(options.profile, options.dlt ?? 'EN10MB');
  }
  const start = performance.now();
  const { filter: input, remarks, warnings } = buildSource(source, options);
  const built = performance.now();
  options.onInput?.(input);
  const begin = performance.now();
  const { filter, pipeline, records } = plan.run(input);
  const end = performance.now();
  return {
    filter,
    pipeline,
    records,
    warnings: [
      ...checkOrdering(pipeline).map((message) => ({ message, span: null })),
      ...warnings,
      ...(canAccept(filter) ? [] : [{ message: 'the filter accepts no packet', span: null }]),
    ],
    remarks,
    times: { frontend: built - start, passes: end - begin },
  };
}

/** Whether what `source` means depends on the link type. */
const readsLinkType = ({ kind }: FilterSource): boolean =>
  languageNamed(kind).options.some(({ name }) => name === 'dlt');
