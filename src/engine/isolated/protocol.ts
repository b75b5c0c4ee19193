import type { PortableCode } from '../../code/code.ts';
import type { PacketBatch } from '../../trace/batch.ts';

/** What a child process is asked to run. */
export interface IsolatedRequest {
  readonly code: PortableCode;
  readonly batch: PacketBatch;
  /** The name of the engine; by default the first that takes the code and can run here. */
  readonly engine?: string;
  /**
   * Whether each packet is placed so that reading a byte past its end faults. Only for engines
   * that can do so; packets then run one by one. Default: `false`.
   */
  readonly guarded?: boolean;
}

/** What the child process says: `ready` once, then one answer to each request, if it lives to. */
export type IsolatedReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'verdicts'; readonly verdicts: Uint32Array }
  | { readonly kind: 'refused'; readonly message: string };
