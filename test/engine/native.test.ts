import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/engine.ts';
import { machineCodeUnavailable } from '../../src/engine/native/machine-code.ts';
import { nativeEngine } from '../../src/engine/native/native.ts';
import { batchOf, type PacketBatch } from '../../src/trace/batch.ts';
import type { Packet } from '../../src/trace/packet.ts';
import {
  ACCEPT_ALL,
  CLOBBER_ARGUMENTS,
  FIRST_BYTE,
  LENGTHS_DIFFERENCE,
  RETURN_CAPLEN,
  RETURN_WIRELEN,
  STACK_ALIGNMENT,
} from './machine-snippets.ts';
import { testWhere } from './test-where.ts';

const reason = machineCodeUnavailable();
const nativeTest = testWhere(reason);

/** A packet of `length` bytes counting up from `first`. */
function packetOf(first: number, length: number, wirelen: number = length): Packet {
  return { bytes: Uint8Array.from({ length }, (_, index) => first + index), wirelen };
}

function load(bytes: Uint8Array): ReturnType<typeof nativeEngine.load> {
  return nativeEngine.load({ kind: 'x64', bytes });
}

test('the engine tells why it is unavailable, or null', () => {
  const expected = process.arch === 'x64' ? reason : expect.stringContaining(process.arch);
  expect(nativeEngine.unavailable()).toEqual(expected);
});

nativeTest('the packet, wirelen and caplen arrive where the calling convention puts them', () => {
  const packet = packetOf(7, 20, 0xffff_fffe);
  expect(load(RETURN_CAPLEN).run(packet)).toBe(20);
  expect(load(RETURN_WIRELEN).run(packet)).toBe(0xffff_fffe);
  expect(load(FIRST_BYTE).run(packet)).toBe(7);
});

nativeTest('a packet may be a view into a larger buffer, or empty', () => {
  const { bytes } = packetOf(10, 100);
  expect(load(FIRST_BYTE).run({ bytes: bytes.subarray(33), wirelen: 67 })).toBe(43);
  expect(load(RETURN_CAPLEN).run(packetOf(0, 0, 60))).toBe(0);
});

nativeTest('a verdict is a u32', () => {
  expect(load(ACCEPT_ALL).run(packetOf(0, 1))).toBe(0xffff_ffff);
});

nativeTest('a batch yields the verdicts of its packets one by one', () => {
  const packets = Array.from({ length: 5000 }, (_, index) =>
    packetOf(index % 200, 1 + (index % 55), 100 + index),
  );
  const batch = batchOf(packets);
  for (const code of [RETURN_CAPLEN, RETURN_WIRELEN, FIRST_BYTE, LENGTHS_DIFFERENCE]) {
    const filter = load(code);
    const verdicts = new Uint32Array(packets.length);
    filter.runBatch(batch, verdicts);
    expect([...verdicts]).toEqual(packets.map((packet) => filter.run(packet)));
    filter.close();
  }
});

nativeTest('a filter may overwrite every register that the convention lets it', () => {
  const packets = Array.from({ length: 10 }, (_, index) => packetOf(index, 4));
  const verdicts = new Uint32Array(11).fill(77);
  load(CLOBBER_ARGUMENTS).runBatch(batchOf(packets), verdicts);
  expect([...verdicts]).toEqual([...packets.map(() => 0xdead_beef), 77]);
});

nativeTest('an empty batch writes nothing', () => {
  const verdicts = Uint32Array.of(5);
  load(ACCEPT_ALL).runBatch(batchOf([]), verdicts);
  expect([...verdicts]).toEqual([5]);
});

nativeTest('a batch that would make machine code leave its arrays is refused', () => {
  const filter = load(ACCEPT_ALL);
  const batch = batchOf([packetOf(0, 4), packetOf(0, 4)]);
  const past: PacketBatch = { ...batch, caplens: Uint32Array.of(4, 5) };
  const short: PacketBatch = { ...batch, wirelens: Uint32Array.of(4) };
  expect(() => filter.runBatch(batch, new Uint32Array(1))).toThrow('2 packets need as many');
  expect(() => filter.runBatch(past, new Uint32Array(2))).toThrow('packet 1 ends at byte 9');
  expect(() => filter.runBatch(short, new Uint32Array(2))).toThrow('describes only 1');
});

nativeTest('a closed filter throws, and closing twice is harmless', () => {
  const filter = load(ACCEPT_ALL);
  filter.close();
  filter.close();
  expect(() => filter.run(packetOf(0, 1))).toThrow(EngineError);
  expect(() => filter.runBatch(batchOf([]), new Uint32Array(0))).toThrow(EngineError);
});

nativeTest('code larger than a page works', () => {
  const padded = new Uint8Array(50_000).fill(0x90);
  padded.set(RETURN_CAPLEN, padded.length - RETURN_CAPLEN.length);
  const filter = load(padded);
  const verdicts = new Uint32Array(1);
  filter.runBatch(batchOf([packetOf(0, 9)]), verdicts);
  expect([filter.run(packetOf(0, 9)), verdicts[0]]).toEqual([9, 9]);
});

nativeTest('thousands of filters are loaded and closed', () => {
  const verdicts = Array.from({ length: 2000 }, () => {
    const filter = load(RETURN_CAPLEN);
    const verdict = filter.run(packetOf(0, 3));
    filter.close();
    return verdict;
  });
  expect(new Set(verdicts)).toEqual(new Set([3]));
});

nativeTest('other forms of code are refused', () => {
  expect(() => nativeEngine.load({ kind: 'cbpf', program: [] })).toThrow(
    'the engine takes x64 code, not cbpf',
  );
});

nativeTest('the stack is aligned as the convention wants, 8 bytes past a multiple of 16', () => {
  const filter = load(STACK_ALIGNMENT);
  const verdicts = new Uint32Array(2);
  filter.runBatch(batchOf([packetOf(0, 1), packetOf(0, 1)]), verdicts);
  expect([filter.run(packetOf(0, 1)), ...verdicts]).toEqual([8, 8, 8]);
});

nativeTest('code of 0 bytes is refused', () => {
  expect(() => load(new Uint8Array(0))).toThrow('there is no code');
});
