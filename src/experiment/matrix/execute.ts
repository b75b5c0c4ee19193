import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { ExecutedCounts } from '../../artifact/results/results.ts';
import type { CountingFilter, LoadedFilter } from '../../engine/engine.ts';
import type { LoadedTrace } from '../input/trace-file.ts';

/** What a program executed over a trace, and the verdict on each of its packets. */
export interface CountedRun {
  readonly counts: ExecutedCounts;
  readonly verdicts: Uint32Array;
}

/** Runs a filter over a whole trace, and counts. */
export function runCounting(filter: CountingFilter, trace: LoadedTrace): CountedRun {
  const total = { executed: 0, branches: 0, loads: 0 };
  const verdicts = eachBatch(trace, (batch, part) => {
    const { executed, branches, loads } = filter.runBatchCounting(batch, part);
    total.executed += executed;
    total.branches += branches;
    total.loads += loads;
  });
  const { name, packets } = trace.entry;
  return {
    counts: {
      trace: name,
      instructions: total.executed / packets,
      branches: total.branches / packets,
      loads: total.loads / packets,
      accepted: verdicts.reduce((count, verdict) => count + (verdict === 0 ? 0 : 1), 0),
      verdicts: verdictHash(verdicts),
    },
    verdicts,
  };
}

/** The verdict of a loaded filter on each packet of a trace. */
export function runOver(filter: LoadedFilter, trace: LoadedTrace): Uint32Array {
  return eachBatch(trace, (batch, verdicts) => filter.runBatch(batch, verdicts));
}

function eachBatch(
  { batches, entry }: LoadedTrace,
  run: (batch: LoadedTrace['timed'], verdicts: Uint32Array) => void,
): Uint32Array {
  const verdicts = new Uint32Array(entry.packets);
  let start = 0;
  for (const batch of batches) {
    run(batch, verdicts.subarray(start, start + batch.count));
    start += batch.count;
  }
  return verdicts;
}

/** The SHA-256 of `verdicts` as little-endian u32, in hexadecimal. */
function verdictHash(verdicts: Uint32Array): string {
  const bytes = Buffer.from(verdicts.buffer, verdicts.byteOffset, verdicts.byteLength);
  const little = endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
  return createHash('sha256').update(little).digest('hex');
}
