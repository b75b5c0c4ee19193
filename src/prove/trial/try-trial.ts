import type { InterpretedPacket } from '../../interpret/packet.ts';
import type { CodeRunner } from './code-runner.ts';
import { TrialRun } from './run-trial.ts';
import type { Discrepancy, Trial } from './trial.ts';

/** A source as the front end takes it, or why it does not. */
export type Examined =
  | { readonly kind: 'run'; readonly run: TrialRun }
  /** There is something wrong with the source, or with what is asked. */
  | { readonly kind: 'refused'; readonly message: string; readonly cause: Error }
  /** There is something wrong with the front end. */
  | { readonly kind: 'crash'; readonly discrepancy: Discrepancy };

/** Compiles the reference of `trial`; a front end that breaks down is an answer too. */
export function startTrial(
  { source, options }: Pick<Trial, 'source' | 'options'>,
  runner: CodeRunner,
): Examined {
  try {
    return { kind: 'run', run: new TrialRun(source, options, runner) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof Error && 'code' in error
      ? { kind: 'refused', message, cause: error }
      : {
          kind: 'crash',
          discrepancy: { failure: { kind: 'crash', pass: null, message }, packet: null },
        };
  }
}

/** How `trial` fails on `packets`; `null` where it does not, or where its source does not compile. */
export async function tryTrial(
  trial: Trial,
  packets: readonly InterpretedPacket[],
  runner: CodeRunner,
): Promise<Discrepancy | null> {
  const started = startTrial(trial, runner);
  switch (started.kind) {
    case 'run':
      return await started.run.check(trial, packets);
    case 'crash':
      return started.discrepancy;
    case 'refused':
      return null;
  }
}
