import { liftCbpf } from '../frontend/cbpf/lift.ts';
import { compileExpression, type ExpressionOptions } from '../frontend/pcap-filter/compile.ts';
import type { Filter } from '../ir/filter.ts';
import type { FilterView } from '../ir/filter-view.ts';
import { parseFilter } from '../ir/parse.ts';
import { checkProgram } from '../isa/cbpf/check.ts';
import { NO_ANCILLARY } from '../isa/cbpf/rules.ts';
import { checkOrdering } from '../pass/ordering.ts';
import type { PassRecord } from '../pass/pass-record.ts';
import type { Pipeline } from '../pass/pipeline.ts';
import { INTERNET_PACKETS } from '../source/packet-models/internet.ts';
import type { SourceSpan } from '../support/source-span.ts';
import { verify } from '../verify/verify.ts';
import type { Violation } from '../verify/violation.ts';
import { canAccept } from './can-accept.ts';
import { type PassOptions, Plan } from './plan.ts';
import type { FilterSource } from './source.ts';

/** How to compile; all parts have defaults. */
export interface CompileOptions extends Partial<ExpressionOptions>, PassOptions {
  /** Called once, with the filter as the front end built it. */
  readonly onInput?: (filter: FilterView) => void;
}

/** Something about the source that its author may not have meant. */
export interface CompileWarning {
  readonly message: string;
  /** The place in the expression; `null` where it is about the whole. */
  readonly span: SourceSpan | null;
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

/** The text form of a filter reads, but breaks the rules of the IR. */
export class InvalidIrError extends Error {
  override readonly name = 'InvalidIrError';
  readonly code = 'IR_INVALID_INPUT';
  readonly violations: readonly Violation[];

  constructor(violations: readonly [Violation, ...Violation[]], options?: ErrorOptions) {
    const [{ code, block, at, message }] = violations;
    super(`${message}, in b${block} at '${at}' (${code})`, options);
    this.violations = violations;
  }
}

/**
 * Compiles a filter: front end, then the passes of the pipeline. A string is an expression in the
 * language of tcpdump.
 *
 * @throws FilterSyntaxError, FilterTypeError or UnsupportedError for an expression that can't be
 *   compiled; BytecodeError for a program that breaks a rule of classic BPF; IrSyntaxError or
 *   {@link InvalidIrError} for IR text; PipelineSyntaxError for the pipeline; PassError or
 *   VerifyError where a pass fails.
 */
export function compile(source: string | FilterSource, options: CompileOptions = {}): Compilation {
  const plan = new Plan(options);
  const start = performance.now();
  const { filter: input, remarks } = build(
    typeof source === 'string' ? { kind: 'pcap-filter', text: source } : source,
    options,
  );
  input.setPacketModel(INTERNET_PACKETS);
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
      ...sourceWarnings(typeof source === 'string' ? null : source, options),
      ...(canAccept(filter) ? [] : [{ message: 'the filter accepts no packet', span: null }]),
    ],
    remarks,
    times: { frontend: built - start, passes: end - begin },
  };
}

function sourceWarnings(
  source: FilterSource | null,
  { linux = false }: CompileOptions,
): readonly CompileWarning[] {
  if (source?.kind !== 'cbpf' || linux) {
    return [];
  }
  return checkProgram(source.program, { rules: [NO_ANCILLARY] })
    .slice(0, 1)
    .map(({ index, message }) => ({
      message: `instruction ${index}: ${message}, which only Linux has (option linux); elsewhere it is past the end of the packet`,
      span: null,
    }));
}

interface Built {
  readonly filter: Filter;
  readonly remarks: readonly CompileWarning[];
}

function build(source: FilterSource, options: CompileOptions): Built {
  switch (source.kind) {
    case 'pcap-filter':
      return compileExpression(source.text, options);
    case 'cbpf':
      return { filter: liftCbpf(source.program, { linux: options.linux ?? false }), remarks: [] };
    case 'ir': {
      const filter = parseFilter(source.text);
      const [first, ...others] = verify(filter);
      if (first !== undefined) {
        throw new InvalidIrError([first, ...others]);
      }
      return { filter, remarks: [] };
    }
  }
}
