import type { Code, CodeForms, CodeKind } from '../code/code.ts';
import type { PacketBatch } from '../trace/batch.ts';
import type { Packet } from '../trace/packet.ts';

/** A filter made ready to run by one engine. Close it when done. */
export interface LoadedFilter {
  /** The verdict on one packet: the number of bytes to keep, a u32; 0 rejects. */
  run(packet: Packet): number;
  /** Writes the verdict on packet `i` to `verdicts[i]`, for the whole batch. */
  runBatch(batch: PacketBatch, verdicts: Uint32Array): void;
  /** Gives back what the filter holds (machine code, native memory). Later calls throw. */
  close(): void;
}

/** What runs executed: exact, and the same on every machine. */
export interface ExecutionCounts {
  /** All instructions that were reached, the return and one that rejects the packet too. */
  readonly executed: number;
  /** Conditional jumps. */
  readonly branches: number;
  /** Loads from the packet's bytes. */
  readonly loads: number;
}

/** A filter that counts what it executes. */
export interface CountingFilter {
  /** As `runBatch`, and counts what all the packets together execute, each count up to 2^32. */
  runBatchCounting(batch: PacketBatch, verdicts: Uint32Array): ExecutionCounts;
}

/** One way to run filters on packets. */
export interface Engine {
  /** kebab-case and unique; the name on the command line and in reports. */
  readonly name: string;
  /** One sentence for the list of engines. */
  readonly summary: string;
  /** The form of code that it takes. */
  readonly accepts: CodeKind;
  /** Whether it runs code of another project, whose faults would be this process's. */
  readonly isForeign: boolean;
  /** The release of what runs the code, `null` where it is absent. Default: that of bpfopt. */
  version?(): string | null;
  /** Why it can't run here, and what would help; `null` where it can. */
  unavailable(): string | null;
  /**
   * Makes `code` ready to run.
   *
   * @throws {@link EngineError} where the engine is unavailable or refuses the code.
   */
  load(code: Code): LoadedFilter;
  /** Makes `code` ready to run and to be counted; absent where the engine can't count. */
  loadCounting?(code: Code): CountingFilter;
  /**
   * Runs `code` packet by packet, each placed so that reading a byte past its end faults, which ends the
   * process; absent where no packet can be placed so.
   */
  runGuarded?(code: Code, batch: PacketBatch, verdicts: Uint32Array): void;
}

/** An engine that can count. */
export type CountingEngine = Engine & Required<Pick<Engine, 'loadCounting'>>;

/** An engine can't run here, or refused the code. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code = 'ENGINE';
}

/**
 * Narrows `code` to the form that an engine takes.
 *
 * @throws {@link EngineError} where it is of another form.
 */
export function codeOfKind<Kind extends CodeKind>(code: Code, kind: Kind): CodeForms[Kind] {
  if (code.kind !== kind) {
    throw new EngineError(`the engine takes ${kind} code, not ${code.kind}`);
  }
  return code as CodeForms[Kind];
}
