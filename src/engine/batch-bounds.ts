import type { PacketBatch } from '../trace/batch.ts';
import { EngineError } from './engine.ts';

/** The batches whose packets are known to lie within their bytes. */
const checked = new WeakSet<PacketBatch>();

/**
 * Makes sure that code which trusts a batch, machine code above all, stays within its arrays.
 *
 * The packets are looked at on the first call only, O(packets), since a benchmark passes one batch a
 * million times: a batch must not be refilled with others once it has been run.
 *
 * @throws {@link EngineError} where a packet ends past `bytes`, or an array is shorter than `count`.
 */
export function assertBatchFits(batch: PacketBatch, verdicts: Uint32Array): void {
  if (verdicts.length < batch.count) {
    throw new EngineError(`${batch.count} packets need as many verdicts, not ${verdicts.length}`);
  }
  if (!checked.has(batch)) {
    assertPacketsInside(batch);
    checked.add(batch);
  }
}

function assertPacketsInside({ count, bytes, offsets, caplens, wirelens }: PacketBatch): void {
  const shortest = Math.min(offsets.length, caplens.length, wirelens.length);
  if (shortest < count) {
    throw new EngineError(`a batch of ${count} packets describes only ${shortest}`);
  }
  for (let index = 0; index < count; index++) {
    const end = (offsets[index] ?? 0) + (caplens[index] ?? 0);
    if (end > bytes.length) {
      throw new EngineError(
        `packet ${index} ends at byte ${end} of a batch that has ${bytes.length}`,
      );
    }
  }
}
