import { IsolatedProcess } from '../../../src/engine/isolated/isolated.ts';
import type { InterpretedPacket } from '../../../src/interpret/packet.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { lowerToX64, type X64Options } from '../../../src/lower/x64/lower.ts';
import { batchOf } from '../../../src/trace/batch.ts';
import { withHostileCaller } from './hostile-caller.ts';

/** Runs lowered filters in a process of its own, on packets that end where memory does. */
export class Executor {
  readonly #process = new IsolatedProcess();

  /**
   * The verdicts of `filter`'s machine code, or the signal that ended it: for reading past a packet,
   * or not preserving what it must.
   */
  async run(
    filter: FilterView,
    packets: readonly InterpretedPacket[],
    options: X64Options = {},
  ): Promise<readonly number[] | string> {
    const bytes = withHostileCaller(lowerToX64(filter, options).bytes);
    const request = {
      code: { kind: 'x64', bytes },
      batch: batchOf(packets),
      guarded: true,
    } as const;
    const outcome = await this.#process.run(request);
    switch (outcome.kind) {
      case 'verdicts':
        return [...outcome.verdicts];
      case 'signal':
        return outcome.signal;
      case 'timeout':
        return 'timeout';
    }
  }

  close(): void {
    this.#process.close();
  }
}
