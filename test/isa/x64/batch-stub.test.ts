import { expect } from 'vitest';
import { loadForeign } from '../../../src/engine/native/foreign.ts';
import { machineCodeUnavailable } from '../../../src/engine/native/machine-code.ts';
import { mapMemory, PROTECTION } from '../../../src/engine/native/memory-map.ts';
import { assemble } from '../../../src/isa/x64/assemble.ts';
import { batchStub } from '../../../src/isa/x64/batch-stub.ts';
import { instruction, mem, reg } from '../../../src/isa/x64/instruction.ts';
import type { Register } from '../../../src/isa/x64/registers.ts';
import { batchOf } from '../../../src/trace/batch.ts';
import { testWhere } from '../../engine/test-where.ts';

const nativeTest = testWhere(machineCodeUnavailable());

type BatchFunction = (...columnsAndCount: (Uint8Array | Uint32Array | number)[]) => void;

nativeTest('the batch loop calls the filter once for each packet', () => {
  const foreign = loadForeign();
  if (typeof foreign === 'string') {
    throw new Error(foreign);
  }
  // first byte * 2 + caplen + wirelen
  const filter = assemble([
    instruction('movzx', reg('rax', 32), mem<Register>(8, { base: 'rdi' })),
    instruction('lea', reg('rdx', 32), mem<Register>(32, { base: 'rdx', index: 'rax', scale: 2 })),
    instruction('lea', reg('rax', 32), mem<Register>(32, { base: 'rdx', index: 'rsi' })),
    instruction('ret'),
  ]).bytes;
  const stubAt = 64;
  const mapping = mapMemory(4096);
  mapping.write(0, filter);
  mapping.write(stubAt, batchStub(-stubAt));
  mapping.protect(0, PROTECTION.readExecute);
  const run = foreign.functionAt<BatchFunction>(
    mapping.address + BigInt(stubAt),
    'void (const void *, const void *, const void *, const void *, void *, uint64_t)',
  );
  const { bytes, offsets, caplens, wirelens, count } = batchOf([
    { bytes: Uint8Array.of(5, 1, 2), wirelen: 100 },
    { bytes: Uint8Array.of(7), wirelen: 1000 },
    { bytes: Uint8Array.of(200, 0), wirelen: 2 },
  ]);
  const verdicts = new Uint32Array(count + 1).fill(42);

  run(bytes, offsets, caplens, wirelens, verdicts, 0);
  expect([...verdicts]).toEqual([42, 42, 42, 42]);
  run(bytes, offsets, caplens, wirelens, verdicts, count);
  expect([...verdicts]).toEqual([113, 1015, 404, 42]);
  mapping.unmap();
});
