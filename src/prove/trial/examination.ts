import { buildPipeline } from '../../compiler/build-pipeline.ts';
import type { PortableCode } from '../../engine/isolated-protocol.ts';
import { libpcapCompile, PeerError } from '../../engine/libpcap/compile.ts';
import { Interpreter } from '../../interpret/interpret.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { Filter } from '../../ir/filter.ts';
import { checkProgram } from '../../isa/cbpf/check.ts';
import type { CbpfProgram } from '../../isa/cbpf/instruction.ts';
import { lowerToCbpf } from '../../lower/cbpf/lower.ts';
import { lowerToX64 } from '../../lower/x64/lower.ts';
import { PassError, VerifyError } from '../../pass/pass-error.ts';
import { runPasses } from '../../pass/run-passes.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { languageNamed } from '../../source/sources.ts';
import { dltByName, dltByNumber } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { CodeRunner } from './code-runner.ts';
import { Reference } from './reference.ts';
import type { Discrepancy, Failure, TrialEngine, TrialOptions } from './trial.ts';

/** The way to the code whose verdicts are compared. */
export interface Variant {
  readonly passes: string;
  readonly engine: TrialEngine;
  readonly bisectLimit?: number;
}

/** The rule of the kernel that a long list may break without being wrong. */
const LENGTH_RULE = 'CBPF_LENGTH';

/** One filter, compiled and run in several ways that must all agree with its reference. */
export class Examination {
  readonly reference: Reference;
  readonly #source: FilterSource;
  readonly #options: TrialOptions;
  readonly #runner: CodeRunner;
  readonly #optimized = new Map<string, Filter | Failure>();

  /** @throws what the front end throws for a source that can't be compiled. */
  constructor(source: FilterSource, options: TrialOptions, runner: CodeRunner) {
    this.#source = source;
    this.#options = options;
    this.#runner = runner;
    this.reference = new Reference(source, options);
  }

  /** The filter after the passes, or how they failed. Not to be edited. */
  optimized({ passes, bisectLimit }: Omit<Variant, 'engine'>): Filter | Failure {
    const key = `${bisectLimit ?? ''}:${passes}`;
    const known = this.#optimized.get(key) ?? this.#optimize(passes, bisectLimit);
    this.#optimized.set(key, known);
    return known;
  }

  /**
   * The first failure on `packets`; `null` where there is none, or where the engine can't run this
   * filter or can't run here.
   *
   * @throws PipelineSyntaxError where `passes` is no pipeline.
   */
  async check(
    variant: Variant,
    packets: readonly InterpretedPacket[],
  ): Promise<Discrepancy | null> {
    if (variant.engine === 'original') {
      return this.#checkOriginal(packets);
    }
    const filter = this.optimized(variant);
    if ('kind' in filter) {
      return { failure: filter, packet: null };
    }
    return variant.engine === 'interpreter'
      ? this.#interpret(filter, packets)
      : this.#checkCode(filter, variant.engine, packets);
  }

  #optimize(passes: string, bisectLimit: number | undefined): Filter | Failure {
    const { semantics = 'strict', config } = this.#options;
    const pipeline = buildPipeline(passes, config);
    const filter = this.reference.filter.clone();
    try {
      const limit = bisectLimit === undefined ? {} : { bisectLimit };
      runPasses(filter, pipeline, { semantics, verifyEach: true, ...limit });
    } catch (error) {
      return error instanceof VerifyError
        ? { kind: 'invalid-ir', pass: error.pass, message: error.violations[0].message }
        : crash(error);
    }
    return filter;
  }

  #interpret(filter: Filter, packets: readonly InterpretedPacket[]): Discrepancy | null {
    const interpreter = new Interpreter(filter);
    for (const packet of packets) {
      const failure = this.#interpretOne(interpreter, packet);
      if (failure !== null) {
        return { failure, packet };
      }
    }
    return null;
  }

  #interpretOne(interpreter: Interpreter, packet: InterpretedPacket): Failure | null {
    const expected = this.reference.expected(packet);
    try {
      const actual = interpreter.run(packet).verdict;
      return expected === null || actual === expected
        ? null
        : { kind: 'verdict', expected, actual };
    } catch (error) {
      return crash(error);
    }
  }

  async #checkCode(
    filter: Filter,
    engine: 'cbpf-vm' | 'x64' | 'libpcap',
    packets: readonly InterpretedPacket[],
  ): Promise<Discrepancy | null> {
    // Nothing but the kernel, and the interpreter, has ancillary words
    const canRun = this.#runner.unavailable(engine) === null && !this.reference.usesAncillary;
    const code = canRun ? codeOrFailure(filter, engine, this.#options) : null;
    if (code === null || !('bytes' in code || 'program' in code)) {
      return code === null ? null : { failure: code, packet: null };
    }
    return this.#compare(code, engine, packets);
  }

  async #checkOriginal(packets: readonly InterpretedPacket[]): Promise<Discrepancy | null> {
    const program = this.reference.usesAncillary
      ? null
      : originalProgram(this.#source, this.#options, this.#runner);
    return program === null ? null : this.#compare({ kind: 'cbpf', program }, 'cbpf-vm', packets);
  }

  async #compare(
    code: PortableCode,
    engine: string,
    packets: readonly InterpretedPacket[],
  ): Promise<Discrepancy | null> {
    const outcome = await this.#runner.run(code, engine, packets);
    if (outcome.kind === 'ended') {
      return outcome.discrepancy;
    }
    for (const [index, packet] of packets.entries()) {
      const expected = this.reference.expected(packet);
      const actual = outcome.verdicts[index] ?? 0;
      if (expected !== null && actual !== expected) {
        return { failure: { kind: 'verdict', expected, actual }, packet };
      }
    }
    return null;
  }
}

/** The code for an engine, or why there is none; `null` where the target can't express the filter. */
function codeOrFailure(
  filter: Filter,
  engine: 'cbpf-vm' | 'x64' | 'libpcap',
  { semantics = 'strict' }: TrialOptions,
): PortableCode | Failure | null {
  try {
    if (engine === 'x64') {
      return { kind: 'x64', bytes: lowerToX64(filter).bytes };
    }
    const maxInstructions = Number.POSITIVE_INFINITY;
    const program = lowerToCbpf(filter, { semantics, maxInstructions });
    const violation = checkProgram(program).find(({ code }) => code !== LENGTH_RULE);
    return violation === undefined
      ? { kind: 'cbpf', program }
      : { kind: 'invalid-code', code: violation.code, message: violation.message };
  } catch (error) {
    return error instanceof UnsupportedError ? null : crash(error);
  }
}

/** What the source says without this compiler; `null` where nothing does. */
function originalProgram(
  source: FilterSource,
  options: TrialOptions,
  runner: CodeRunner,
): CbpfProgram | null {
  const original = languageNamed(source.kind).original(source, options);
  return original?.kind === 'expression'
    ? libpcapProgram(original.text, options, runner)
    : (original?.program ?? null);
}

/** What libpcap makes of an expression; `null` where there is no libpcap, or it refuses. */
function libpcapProgram(
  text: string,
  { dlt = 'EN10MB', snaplen, netmask }: TrialOptions,
  runner: CodeRunner,
): CbpfProgram | null {
  const type = typeof dlt === 'number' ? dltByNumber(dlt) : dltByName(dlt);
  if (runner.unavailable('libpcap') !== null || type === null) {
    return null;
  }
  try {
    return libpcapCompile(text, {
      dlt: type.dlt,
      optimize: false,
      ...(snaplen === undefined ? {} : { snaplen }),
      ...(typeof netmask === 'number' ? { netmask } : {}),
    });
  } catch (error) {
    if (error instanceof PeerError) {
      return null;
    }
    throw error;
  }
}

function crash(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'crash', pass: error instanceof PassError ? error.pass : null, message };
}
