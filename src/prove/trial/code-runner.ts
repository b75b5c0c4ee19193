import type { PortableCode } from '../../code/code.ts';
import { type Engine, EngineError } from '../../engine/engine.ts';
import { engineNamed } from '../../engine/engines.ts';
import { type IsolatedOutcome, IsolatedProcess } from '../../engine/isolated/isolated.ts';
import type { InterpretedPacket } from '../../interpret/packet.ts';
import { targetNamed } from '../../target/targets.ts';
import { batchOf } from '../../trace/batch.ts';
import type { Discrepancy } from './trial.ts';

/** The verdict on each packet, or how the run ended without. */
export type RunOutcome =
  | { readonly kind: 'verdicts'; readonly verdicts: Uint32Array }
  | { readonly kind: 'ended'; readonly discrepancy: Discrepancy };

/** Whether nothing that an engine runs can end this process. */
export const runsHere = ({ isForeign, accepts }: Engine): boolean =>
  !isForeign && targetNamed(accepts)?.mayFault !== true;

/** How long one batch may take, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Runs code on packets. What may fault runs in a process of its own, machine code on packets behind
 * which no byte can be read. Close it when done.
 */
export class CodeRunner {
  readonly #isolated = new IsolatedProcess();

  /** Why engine `name` can't run here; `null` where it can. */
  unavailable(name: string): string | null {
    return engineNamed(name).unavailable();
  }

  /** @throws EngineError where the engine is unavailable or refuses the code. */
  async run(
    code: PortableCode,
    engine: string,
    packets: readonly InterpretedPacket[],
  ): Promise<RunOutcome> {
    if (runsHere(engineNamed(engine))) {
      return { kind: 'verdicts', verdicts: runHere(code, engine, packets) };
    }
    const outcome = await this.#ask(code, engine, packets);
    if (outcome.kind === 'verdicts') {
      return outcome;
    }
    return { kind: 'ended', discrepancy: await this.#blame(code, engine, packets) };
  }

  close(): void {
    this.#isolated.close();
  }

  #ask(
    code: PortableCode,
    engine: string,
    packets: readonly InterpretedPacket[],
  ): Promise<IsolatedOutcome> {
    const batch = batchOf(packets);
    const guarded = engineNamed(engine).runGuarded !== undefined;
    return this.#isolated.run({ code, batch, engine, guarded }, { timeoutMs: TIMEOUT_MS });
  }

  /** Finds the packet on which code faults that has faulted on all of them together. */
  async #blame(
    code: PortableCode,
    engine: string,
    packets: readonly InterpretedPacket[],
  ): Promise<Discrepancy> {
    for (const packet of packets) {
      const outcome = await this.#ask(code, engine, [packet]);
      if (outcome.kind !== 'verdicts') {
        return { failure: outcome, packet };
      }
    }
    throw new EngineError('the code faulted on packets together, and on none alone');
  }
}

function runHere(
  code: PortableCode,
  engine: string,
  packets: readonly InterpretedPacket[],
): Uint32Array {
  const loaded = engineNamed(engine).load(code);
  const verdicts = new Uint32Array(packets.length);
  loaded.runBatch(batchOf(packets), verdicts);
  loaded.close();
  return verdicts;
}
