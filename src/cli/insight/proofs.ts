import type { Compilation, CompileOptions } from '../../compiler/compile.ts';
import type { FilterView } from '../../ir/filter-view.ts';
import { printFilter } from '../../ir/print.ts';
import type { ProofOptions } from '../../prove/equivalence/decide.ts';
import type { Equivalence } from '../../prove/equivalence/equivalence.ts';
import type { ApplicationProof, PassProver } from '../../prove/equivalence/prove-passes.ts';
import type { Solver } from '../../prove/solver/solver.ts';
import { printPacket } from '../../prove/trial/print-finding.ts';
import type { Target } from '../../target/target.ts';
import { targetNamed } from '../../target/targets.ts';
import { DisprovedError } from '../errors/disproved-error.ts';
import { formatTable, tell } from '../terminal.ts';

/** Proves what a compilation does. */
export interface CompilationProof {
  /** `options`, and what it takes to watch the passes. */
  readonly options: CompileOptions;
  /**
   * Prints the table of what is proved of the passes, and of the code that is emitted. Yields whether
   * all of it is.
   *
   * @throws {@link DisprovedError} for the first step that is wrong.
   */
  finish(compilation: Compilation): Promise<boolean>;
}

/** Begins to prove the compilation of one filter. */
export async function proveCompilation(
  options: CompileOptions,
  solver: Solver | null,
): Promise<CompilationProof> {
  const { PassProver } = await import('../../prove/equivalence/prove-passes.ts');
  const prover = new PassProver({ solver, semantics: options.semantics ?? 'strict' });
  return {
    options: {
      ...options,
      verifyEach: true,
      onInput: (filter) => {
        prover.onInput(filter);
        options.onInput?.(filter);
      },
      onPass: (filter, record) => {
        prover.onPass(filter, record);
        options.onPass?.(filter, record);
      },
    },
    finish: async (compilation) => {
      const passes = await passRows(prover);
      const code = await codeRow(compilation, { options, solver });
      const rows = [...passes, ...(code === null ? [] : [code])];
      tell(formatTable([HEADER, ...rows.map(({ cells }) => cells)]));
      return rows.every(({ isProved }) => isProved);
    },
  };
}

/** A line of the table. */
interface Row {
  readonly cells: readonly string[];
  readonly isProved: boolean;
}

const HEADER = ['step', 'proved', 'unknown', 'time', ''];

/** One row for each pass, in the order of their first applications. */
async function passRows(prover: PassProver): Promise<readonly Row[]> {
  const byPass = new Map<string, ApplicationProof[]>();
  for (const proof of await prover.proofs()) {
    assertNotDisproved(proof);
    byPass.set(proof.pass, [...(byPass.get(proof.pass) ?? []), proof]);
  }
  return [...byPass].map(([pass, proofs]) =>
    rowOf(
      pass,
      proofs.map(({ answer }) => answer),
    ),
  );
}

function assertNotDisproved({ answer, pass, application, before }: ApplicationProof): void {
  if (answer.outcome === 'different') {
    const what = `pass '${pass}' (application ${application}) is wrong`;
    throw new DisprovedError(`${what}: ${describe(answer)}`, { pass, before: before ?? '' });
  }
}

function describe({ counterexample }: Extract<Equivalence, { outcome: 'different' }>): string {
  const [expected, actual] = counterexample.verdicts;
  const packet = printPacket(counterexample.packet);
  return `verdict ${actual} in place of ${expected} on ${packet}`;
}

function rowOf(step: string, answers: readonly Equivalence[]): Row {
  const proved = answers.filter(({ outcome }) => outcome === 'equivalent').length;
  const milliseconds = answers.reduce((sum, answer) => sum + answer.milliseconds, 0);
  const reasons = answers.flatMap((answer) => ('reason' in answer ? [answer.reason] : []));
  const unknown = `${answers.length - proved}`;
  return {
    cells: [step, `${proved}`, unknown, `${milliseconds.toFixed(1)} ms`, reasons[0] ?? ''],
    isProved: proved === answers.length,
  };
}

interface CodeOptions {
  readonly options: CompileOptions;
  readonly solver: Solver | null;
}

/** The row of the code that is emitted; `null` where none is, or it can't be said anything about. */
async function codeRow(
  { filter }: Compilation,
  { options, solver }: CodeOptions,
): Promise<Row | null> {
  const target = options.target === undefined ? null : targetNamed(options.target);
  if (target === null) {
    return null;
  }
  const { semantics = 'strict' } = options;
  return target.readBack === null
    ? await checkedRow(target, filter, { solver, semantics })
    : await provedRow(target, filter, { solver, semantics });
}

async function provedRow(
  target: Target,
  filter: FilterView,
  options: ProofOptions,
): Promise<Row | null> {
  const { loweringStep } = await import('../../artifact/results/proof-summary.ts');
  const { proveLowering } = await import('../../prove/equivalence/prove-lowering.ts');
  const answer = await proveLowering(target, filter, options);
  if (answer?.outcome === 'different') {
    throw wrongCode(target, filter, describe(answer));
  }
  return answer === null ? null : rowOf(loweringStep(target.name), [answer]);
}

async function checkedRow(target: Target, filter: FilterView, options: ProofOptions): Promise<Row> {
  const { checkCode } = await import('../../prove/equivalence/prove-lowering.ts');
  const { CodeRunner } = await import('../../prove/trial/code-runner.ts');
  const runner = new CodeRunner();
  try {
    const start = performance.now();
    const check = await checkCode(target, filter, { ...options, runner });
    const time = `${(performance.now() - start).toFixed(1)} ms`;
    if (check.outcome === 'wrong') {
      throw wrongCode(target, filter, check.failure);
    }
    const note = check.outcome === 'right' ? `run on ${check.packets} packets` : check.reason;
    return { cells: [target.summary, '-', '-', time, note], isProved: true };
  } finally {
    runner.close();
  }
}

const wrongCode = ({ summary }: Target, filter: FilterView, how: string): DisprovedError =>
  new DisprovedError(`the ${summary} is wrong: ${how}`, {
    pass: null,
    before: printFilter(filter),
  });
