import type { FilterView } from '../ir/filter-view.ts';
import type { CbpfProgram } from '../isa/cbpf/instruction.ts';
import type { PacketBatch } from '../trace/batch.ts';
import type { Packet } from '../trace/packet.ts';

/** What an engine runs: a filter in one of the forms that the compiler makes. */
export type Code =
  | { readonly kind: 'ir'; readonly filter: FilterView }
  | { readonly kind: 'cbpf'; readonly program: CbpfProgram }
  | { readonly kind: 'x64'; readonly bytes: Uint8Array };

/** The forms of code, as named in {@link Code}. */
export type CodeKind = Code['kind'];

/** A filter made ready to run by one engine. Close it when done. */
export interface LoadedFilter {
  /** The verdict on one packet: the number of bytes to keep, a u32; 0 rejects. */
  run(packet: Packet): number;
  /** Writes the verdict on packet `i` to `verdicts[i]`, for the whole batch. */
  runBatch(batch: PacketBatch, verdicts: Uint32Array): void;
  /** Gives back what the filter holds (machine code, native memory). Later calls throw. */
  close(): void;
}

/** One way to run filters on packets. */
export interface Engine {
  /** kebab-case and unique; the name on the command line and in reports. */
  readonly name: string;
  /** One sentence for the list of engines. */
  readonly summary: string;
  /** The form of code that it takes. */
  readonly accepts: CodeKind;
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
}

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
export function codeOfKind<Kind extends CodeKind>(
  code: Code,
  kind: Kind,
): Extract<Code, { readonly kind: Kind }> {
  if (code.kind !== kind) {
    throw new EngineError(`the engine takes ${kind} code, not ${code.kind}`);
  }
  return code as Extract<Code, { readonly kind: Kind }>;
}
