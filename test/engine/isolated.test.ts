import { afterAll, expect, test } from 'vitest';
import type { PortableCode } from '../../src/code/code.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { IsolatedProcess, runIsolated } from '../../src/engine/isolated/isolated.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import { machineCodeUnavailable } from '../../src/engine/native/machine-code.ts';
import { batchOf } from '../../src/trace/batch.ts';
import {
  BYTE_PAST_END,
  ENDLESS,
  FIRST_BYTE,
  ILLEGAL,
  LAST_BYTE,
  NULL_READ,
  RETURN_CAPLEN,
} from './machine-snippets.ts';
import { testWhere } from './test-where.ts';

const nativeTest = testWhere(machineCodeUnavailable());
const libpcapTest = testWhere(libpcapUnavailable());

const batch = batchOf(
  [3, 1, 60, 20_000].map((length) => ({
    bytes: new Uint8Array(length).fill(length % 256),
    wirelen: length,
  })),
);

const shared = new IsolatedProcess();
afterAll(() => shared.close());

function x64(bytes: Uint8Array): PortableCode {
  return { kind: 'x64', bytes };
}

nativeTest('code that is in order gives its verdicts', async () => {
  expect(await runIsolated({ code: x64(RETURN_CAPLEN), batch })).toEqual({
    kind: 'verdicts',
    verdicts: Uint32Array.of(3, 1, 60, 20_000),
  });
});

nativeTest(
  'each kind of fault is reported by its signal, and the next request is served',
  async () => {
    expect(await shared.run({ code: x64(NULL_READ), batch })).toEqual({
      kind: 'signal',
      signal: 'SIGSEGV',
    });
    expect(await shared.run({ code: x64(ILLEGAL), batch })).toEqual({
      kind: 'signal',
      signal: 'SIGILL',
    });
    expect(await shared.run({ code: x64(FIRST_BYTE), batch })).toMatchObject({ kind: 'verdicts' });
  },
);

nativeTest('a read past the packet faults under guard, and only there', async () => {
  expect(await shared.run({ code: x64(LAST_BYTE), batch, guarded: true })).toEqual({
    kind: 'verdicts',
    verdicts: Uint32Array.of(3, 1, 60, 20_000 % 256),
  });
  expect(await shared.run({ code: x64(BYTE_PAST_END), batch, guarded: true })).toEqual({
    kind: 'signal',
    signal: 'SIGSEGV',
  });
});

nativeTest('code that does not end is stopped when its time is up', async () => {
  const outcome = await shared.run({ code: x64(ENDLESS), batch }, { timeoutMs: 100 });
  expect(outcome).toEqual({ kind: 'timeout' });
});

nativeTest('requests made together are served in turn', async () => {
  const outcomes = await Promise.all(
    [RETURN_CAPLEN, ILLEGAL, FIRST_BYTE].map((bytes) => shared.run({ code: x64(bytes), batch })),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual(['verdicts', 'signal', 'verdicts']);
});

test('cBPF runs on the engine named, or the first that takes it', async () => {
  const code: PortableCode = { kind: 'cbpf', program: [{ code: 0x06, jt: 0, jf: 0, k: 9 }] };
  const expected = { kind: 'verdicts', verdicts: Uint32Array.of(9, 9, 9, 9) };
  expect(await shared.run({ code, batch })).toEqual(expected);
  expect(await shared.run({ code, batch, engine: 'cbpf-vm' })).toEqual(expected);
});

libpcapTest('libpcap runs in a process of its own too', async () => {
  const code: PortableCode = { kind: 'cbpf', program: [{ code: 0x06, jt: 0, jf: 0, k: 9 }] };
  expect(await shared.run({ code, batch, engine: 'libpcap' })).toMatchObject({ kind: 'verdicts' });
});

test('what the engine refuses is refused here', async () => {
  const program = [{ code: 0xffff, jt: 0, jf: 0, k: 0 }];
  const request = { code: { kind: 'cbpf', program }, batch } as const;
  await expect(shared.run({ ...request, engine: 'x64' })).rejects.toThrow(EngineError);
  await expect(shared.run({ ...request, engine: 'nonesuch' })).rejects.toThrow(
    'no engine is named',
  );
  await expect(shared.run({ ...request, guarded: true })).rejects.toThrow(
    "cbpf-vm can't run on guarded packets",
  );
});

test('a closed process takes no requests, not even those that its start was waiting for', async () => {
  const code: PortableCode = { kind: 'cbpf', program: [{ code: 0x06, jt: 0, jf: 0, k: 9 }] };
  const isolated = new IsolatedProcess();
  const pending = isolated.run({ code, batch });
  setTimeout(() => isolated.close(), 5);
  await expect(pending).rejects.toThrow('closed');
  await expect(isolated.run({ code, batch })).rejects.toThrow(EngineError);
});
