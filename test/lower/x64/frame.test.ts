import { afterAll, expect } from 'vitest';
import { machineCodeUnavailable } from '../../../src/engine/native/machine-code.ts';
import { prepare } from '../../../src/interpret/interpret.ts';
import type { Filter } from '../../../src/ir/filter.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { lowerToX64 } from '../../../src/lower/x64/lower.ts';
import { testWhere } from '../../engine/test-where.ts';
import { Executor } from './execute.ts';

const nativeTest = testWhere(machineCodeUnavailable());
const executor = new Executor();
afterAll(() => executor.close());

/** A filter that loads `count` words before it uses the first, and then uses them last to first. */
function manyLiveValues(count: number): Filter {
  const loads = Array.from({ length: count }, (_, index) => `v${index} = load.4 [${4 * index}]`);
  const sums = Array.from({ length: count - 1 }, (_, index) => {
    const sum = count + index;
    return `v${sum} = sub v${count - 2 - index}, v${sum - 1}`;
  });
  const body = [...loads, ...sums, `return v${2 * count - 2}`].map((line) => `  ${line}`);
  return parseFilter(['filter @many_live_values {', 'b0:', ...body, '}'].join('\n'));
}

const packetOf = (count: number) => ({
  bytes: Uint8Array.from({ length: 4 * count }, (_, index) => (index * 37) % 251),
  wirelen: 4 * count,
});

for (const [count, holds] of [
  [8, 'no push, no slot'],
  [14, 'saved registers'],
  [24, 'slots in the red zone'],
  [200, 'slots below the stack pointer'],
] as const) {
  nativeTest(`${count} live values: ${holds}`, async () => {
    const filter = manyLiveValues(count);
    const listing = lowerToX64(filter).listing();
    const packet = packetOf(count);

    expect(await executor.run(filter, [packet]), listing).toEqual([prepare(filter)(packet)]);
    expect([/push/.test(listing), /\[rsp/.test(listing), /sub rsp/.test(listing)]).toEqual([
      count > 8,
      count > 14,
      count > 24,
    ]);
  });
}
