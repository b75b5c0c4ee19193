import type { PacketBatch } from '../trace/batch.ts';
import type { Packet } from '../trace/packet.ts';
import { assertBatchFits } from './batch-bounds.ts';

/**
 * Runs a batch packet by packet, for engines that have no quicker way.
 *
 * @throws {@link EngineError} where the batch or `verdicts` does not hold what it should.
 */
export function runOneByOne(
  run: (packet: Packet) => number,
  batch: PacketBatch,
  verdicts: Uint32Array,
): void {
  assertBatchFits(batch, verdicts);
  for (let index = 0; index < batch.count; index++) {
    verdicts[index] = run(packetOfBatch(batch, index));
  }
}

/** Packet `index` of a batch, in place. */
function packetOfBatch({ bytes, offsets, caplens, wirelens }: PacketBatch, index: number): Packet {
  const start = offsets[index] ?? 0;
  return {
    bytes: bytes.subarray(start, start + (caplens[index] ?? 0)),
    wirelen: wirelens[index] ?? 0,
  };
}
