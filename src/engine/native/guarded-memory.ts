import type { Packet } from '../../trace/packet.ts';
import type { MachineCode } from './machine-code.ts';
import { mapMemory, PAGE_SIZE, PROTECTION } from './memory-map.ts';

/**
 * Memory that ends where no access is allowed, so that reading one byte past a packet faults.
 *
 *     | rw pages … packet | no access |
 */
export interface GuardedMemory {
  /** The verdict of `code` on a copy of `packet` whose last byte is the last readable one. */
  run(code: MachineCode, packet: Packet): number;
  /** Gives the memory back. */
  close(): void;
}

/**
 * Maps guarded memory for packets of up to `capacity` bytes.
 *
 * A fault ends the process: use it in a process of its own, as `isolated.ts` does.
 *
 * @throws {@link EngineError} where memory can't be mapped here.
 */
export function guardedMemory(capacity: number): GuardedMemory {
  const guardAt = Math.ceil(capacity / PAGE_SIZE) * PAGE_SIZE;
  const mapping = mapMemory(guardAt + PAGE_SIZE);
  mapping.protect(guardAt, PROTECTION.none);
  return {
    run(code, { bytes, wirelen }) {
      const at = guardAt - bytes.length;
      mapping.write(at, bytes);
      return code.runAt(mapping.address + BigInt(at), wirelen, bytes.length);
    },
    close: mapping.unmap,
  };
}
