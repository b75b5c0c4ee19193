import type { PortableCode } from '../../code/code.ts';
import type { Engine } from '../../engine/engine.ts';
import { engineFor, engineNamed } from '../../engine/engines.ts';
import { libpcapCode, PeerError } from '../../engine/libpcap/compile.ts';
import { Interpreter } from '../../interpret/interpret.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { Filter } from '../../ir/filter.ts';
import { PassError, VerifyError } from '../../pass/pass-error.ts';
import { TimeUpError } from '../../project/within-time.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { languageNamed } from '../../source/sources.ts';
import { dltByName, dltByNumber } from '../../support/link-types.ts';
import { UnsupportedError } from '../../support/unsupported.ts';
import type { Lowered, Target } from '../../target/target.ts';
import { targetNamed } from '../../target/targets.ts';
import { type ReadableTarget, readBack } from '../equivalence/read-back.ts';
import type { CodeRunner } from './code-runner.ts';
import { Reference } from './reference.ts';
import { runTrialPasses } from './run-trial-passes.ts';
import {
  type Discrepancy,
  type Failure,
  READ_TARGETS,
  type TrialEngine,
  type TrialOptions,
} from './trial.ts';

/** The way to the code whose verdicts are compared. */
export interface Variant {
  readonly passes: string;
  readonly engine: TrialEngine;
  readonly bisectLimit?: number;
}

/** One filter, compiled and run in several ways that must all agree with its reference. */
export class TrialRun {
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
    const target = READ_TARGETS.find(({ name }) => name === variant.engine);
    if (target !== undefined) {
      return this.#checkReadBack(filter, target, packets);
    }
    const engine = engineNamed(variant.engine);
    return engine.accepts === 'ir'
      ? this.#interpret(filter, packets)
      : this.#checkCode(filter, engine, packets);
  }

  #optimize(passes: string, bisectLimit: number | undefined): Filter | Failure {
    const filter = this.reference.filter.clone();
    const limit = bisectLimit === undefined ? {} : { bisectLimit };
    try {
      runTrialPasses(filter, { passes, options: this.#options, ...limit }, { verifyEach: true });
    } catch (error) {
      return error instanceof VerifyError
        ? { kind: 'invalid-ir', pass: error.pass, message: error.violations[0].message }
        : passFailure(error);
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

  /** The code stands for what it reads back as. */
  #checkReadBack(
    filter: Filter,
    target: ReadableTarget,
    packets: readonly InterpretedPacket[],
  ): Discrepancy | null {
    const lowered = loweredOrFailure(filter, target, this.#options);
    if (lowered === null || 'message' in lowered) {
      return lowered === null ? null : { failure: lowered, packet: null };
    }
    return this.#interpret(readBack(target, lowered, filter), packets);
  }

  async #checkCode(
    filter: Filter,
    { name, accepts }: Engine,
    packets: readonly InterpretedPacket[],
  ): Promise<Discrepancy | null> {
    // Nothing but the kernel, and the interpreter, has ancillary words
    const canRun = this.#runner.unavailable(name) === null && !this.reference.usesAncillary;
    const target = canRun ? targetNamed(accepts) : null;
    const lowered = target === null ? null : loweredOrFailure(filter, target, this.#options);
    if (lowered === null || 'message' in lowered) {
      return lowered === null ? null : { failure: lowered, packet: null };
    }
    return this.#compare(lowered.code, name, packets);
  }

  async #checkOriginal(packets: readonly InterpretedPacket[]): Promise<Discrepancy | null> {
    const code = this.reference.usesAncillary
      ? null
      : originalCode(this.#source, this.#options, this.#runner);
    return code === null ? null : this.#compare(code, engineFor(code.kind).name, packets);
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

/** The code for a target, or why there is none; `null` where it can't express the filter. */
function loweredOrFailure(
  filter: Filter,
  target: Target,
  { semantics = 'strict' }: TrialOptions,
): Lowered | CodeFailure | null {
  try {
    const lowered = target.lower(filter, { semantics, unlimited: true });
    const broken = target.check(lowered.code);
    return broken === null
      ? lowered
      : { kind: 'invalid-code', code: broken.code, message: broken.message };
  } catch (error) {
    return error instanceof UnsupportedError ? null : crash(error);
  }
}

/** What the source says without this compiler; `null` where nothing does. */
function originalCode(
  source: FilterSource,
  options: TrialOptions,
  runner: CodeRunner,
): PortableCode | null {
  const original = languageNamed(source.kind).original(source, options);
  return original?.kind === 'expression'
    ? libpcapMeaning(original.text, options, runner)
    : original;
}

/** What libpcap makes of an expression; `null` where there is none, it refuses, or another meaning is asked for. */
function libpcapMeaning(
  text: string,
  { dlt = 'EN10MB', snaplen, netmask, encapsulation, extensions }: TrialOptions,
  runner: CodeRunner,
): PortableCode | null {
  const type = typeof dlt === 'number' ? dltByNumber(dlt) : dltByName(dlt);
  const isOwnMeaning = encapsulation === 'scoped' || extensions === true;
  if (isOwnMeaning || runner.unavailable('libpcap') !== null || type === null) {
    return null;
  }
  try {
    return libpcapCode(text, {
      dlt: type.dlt,
      optimize: false,
      ...(snaplen === undefined ? {} : { snaplen }),
      ...(typeof netmask === 'number' ? { netmask } : {}),
    }).code;
  } catch (error) {
    if (error instanceof PeerError) {
      return null;
    }
    throw error;
  }
}

/** Why there is no code to run. */
type CodeFailure = Extract<Failure, { readonly kind: 'crash' | 'invalid-code' }>;

function passFailure(error: unknown): Failure {
  return error instanceof PassError && error.cause instanceof TimeUpError
    ? { kind: 'endless', pass: error.pass }
    : crash(error);
}

function crash(error: unknown): CodeFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'crash', pass: error instanceof PassError ? error.pass : null, message };
}
