import type { CompileOptions } from '../../compiler/compile.ts';
import { ENGINES } from '../../engine/engines.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { FilterSource } from '../../source/filter-source.ts';
import { TARGETS } from '../../target/targets.ts';
import { isReadable, type ReadableTarget } from '../equivalence/read-back.ts';

/**
 * What a filter means, which verdicts count, and the target by whose costs passes go, on any engine;
 * but for the passes.
 */
export type TrialOptions = Pick<
  CompileOptions,
  | 'dlt'
  | 'snaplen'
  | 'netmask'
  | 'linux'
  | 'machine'
  | 'encapsulation'
  | 'extensions'
  | 'semantics'
  | 'target'
  | 'config'
>;

/**
 * What runs the filter.
 *
 * - `interpreter`: the optimized IR, on the reference interpreter;
 * - the name of another engine: the lowered code, on that engine;
 * - the name of a target whose code no engine runs: what is read back of the code, on the interpreter;
 * - `original`: the source without this compiler: a cBPF program as it was given, an expression as
 *   libpcap compiles it with its optimizer off. Holds the front end to account.
 */
export type TrialEngine = string;

/** The targets whose code no engine runs, and that can be read back. */
export const READ_TARGETS: readonly ReadableTarget[] = TARGETS.filter(isReadable).filter(
  ({ name }) => ENGINES.every(({ accepts }) => accepts !== name),
);

export const TRIAL_ENGINES: readonly TrialEngine[] = [
  ...ENGINES.map(({ name }) => name),
  ...READ_TARGETS.map(({ name }) => name),
  'original',
];

/** One way to compile and run one filter, held against the filter's unoptimized IR. */
export interface Trial {
  readonly source: FilterSource;
  readonly options: TrialOptions;
  /** The passes as text, or the name of a pipeline. */
  readonly passes: string;
  readonly engine: TrialEngine;
  /** The number of pass applications after which no pass runs any more. Default: no limit. */
  readonly bisectLimit?: number;
}

/** How a trial failed. */
export type Failure =
  /** Another verdict than that of the unoptimized IR; both in bytes to keep. */
  | { readonly kind: 'verdict'; readonly expected: number; readonly actual: number }
  /** A pass broke an invariant of the IR. */
  | { readonly kind: 'invalid-ir'; readonly pass: string; readonly message: string }
  /** The emitted program is none that the kernel takes. */
  | { readonly kind: 'invalid-code'; readonly code: string; readonly message: string }
  /**
   * The compiler, or the interpreter on what it made, threw something that is no answer. `pass` is
   * the pass that threw; `null` where it was something else.
   */
  | { readonly kind: 'crash'; readonly pass: string | null; readonly message: string }
  /** A pass did not come to an end. */
  | { readonly kind: 'endless'; readonly pass: string }
  /** The machine code faulted. */
  | { readonly kind: 'signal'; readonly signal: string }
  /** The machine code did not come back. */
  | { readonly kind: 'timeout' };

/** A failure and the packet that shows it; `null` where none is needed. */
export interface Discrepancy {
  readonly failure: Failure;
  readonly packet: InterpretedPacket | null;
}

/** A trial that fails. */
export interface Finding extends Discrepancy {
  readonly trial: Trial;
}

/** Whether both are the same mistake, as far as can be told from how they show. */
export function isSameKind(a: Failure, b: Failure): boolean {
  const [wrongPass, otherWrongPass] = [passOf(a), passOf(b)];
  if (wrongPass !== null || otherWrongPass !== null) {
    return wrongPass === otherWrongPass;
  }
  switch (a.kind) {
    case 'crash':
      return b.kind === 'crash' && gistOf(a.message) === gistOf(b.message);
    case 'invalid-code':
      return b.kind === 'invalid-code' && a.code === b.code;
    default:
      return a.kind === b.kind;
  }
}

/** The pass that has shown to be wrong, by what it threw or left behind. */
const passOf = (failure: Failure): string | null => ('pass' in failure ? failure.pass : null);

/** A message without what differs from filter to filter: numbers, and what follows a colon. */
const gistOf = (message: string): string => message.replaceAll(/\d+|:.*/gs, '');

/** One line that says what is wrong. */
export function describeFailure(failure: Failure): string {
  switch (failure.kind) {
    case 'verdict':
      return `verdict ${failure.actual} in place of ${failure.expected}`;
    case 'invalid-ir':
      return `pass '${failure.pass}' broke the IR: ${failure.message}`;
    case 'invalid-code':
      return `invalid program: ${failure.message} (${failure.code})`;
    case 'crash':
      return `crash: ${failure.message}`;
    case 'endless':
      return `pass '${failure.pass}' does not come to an end`;
    case 'signal':
      return `the code died of ${failure.signal}`;
    case 'timeout':
      return 'the code did not come to an end';
  }
}
