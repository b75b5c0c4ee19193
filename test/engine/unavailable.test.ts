import { afterEach, expect, test, vi } from 'vitest';
import { libpcapEngine } from '../../src/engine/libpcap/bpf-filter.ts';
import { libpcapUnavailable } from '../../src/engine/libpcap/library.ts';
import { nativeEngine } from '../../src/engine/native/native.ts';
import { batchOf } from '../../src/trace/batch.ts';
import { RETURN_CAPLEN } from './machine-snippets.ts';
import { testWhere } from './test-where.ts';

/** `ld #len ; ret a` */
const RETURN_LENGTH = [
  { code: 0x80, jt: 0, jf: 0, k: 0 },
  { code: 0x16, jt: 0, jf: 0, k: 0 },
];

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock('node:module');
  vi.resetModules();
});

/** Makes this process look as if it ran elsewhere. */
function pretend(property: 'arch' | 'platform', value: string): void {
  vi.stubGlobal('process', Object.create(process, { [property]: { value } }));
}

test('x86-64 code is refused on another processor, with the reason', () => {
  pretend('arch', 'arm64');
  expect(nativeEngine.unavailable()).toBe('the code is for x86-64 and this process is arm64');
  expect(() => nativeEngine.load({ kind: 'x64', bytes: RETURN_CAPLEN })).toThrow('is arm64');
});

test('x86-64 code is refused on a system whose way to map memory is not known', () => {
  pretend('arch', 'x64');
  pretend('platform', 'win32');
  expect(nativeEngine.unavailable()).toContain('not on win32');
});

testWhere(libpcapUnavailable())('libpcap needs no machine code of ours', () => {
  pretend('arch', 'arm64');
  const filter = libpcapEngine.load({ kind: 'cbpf', program: RETURN_LENGTH });
  const verdicts = new Uint32Array(2);
  const packets = [7, 5].map((wirelen) => ({ bytes: new Uint8Array(5), wirelen }));
  filter.runBatch(batchOf(packets), verdicts);
  expect([...verdicts, ...packets.map(filter.run)]).toEqual([7, 5, 7, 5]);
  filter.close();
  expect(() => filter.runBatch(batchOf(packets), verdicts)).toThrow('closed');
});

test('where koffi does not load, what needs it says so and the rest works', async () => {
  vi.doMock('node:module', () => ({
    createRequire: () => () => {
      throw new Error('no binary for this system');
    },
  }));
  vi.resetModules();
  const { ENGINES, engineFor } = await import('../../src/engine/engines.ts');
  const reasons = new Map(ENGINES.map((engine) => [engine.name, engine.unavailable()]));
  expect(reasons.get('libpcap')).toContain('no binary for this system');
  expect(reasons.get('x64')).not.toBeNull();
  expect(reasons.get('interpreter')).toBeNull();
  expect(engineFor('cbpf').name).toBe('cbpf-vm');
  expect(() => engineFor('x64')).toThrow('no engine runs x64 code here; x64: ');
});
