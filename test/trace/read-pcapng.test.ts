import { expect, test } from 'vitest';
import { concatenate } from '../../src/trace/byte-queue.ts';
import type { CapturedPacket } from '../../src/trace/capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { block, interfaceBlock, packetBlock, section } from './pcapng-blocks.ts';

const PACKET = Uint8Array.from([1, 2, 3, 4, 5]);

function read(...blocks: readonly Uint8Array[]): readonly CapturedPacket[] {
  return [...readCaptureBuffer(concatenate(blocks))];
}

test('each packet tells the link type of its interface', () => {
  const packets = read(
    section(),
    interfaceBlock(1),
    interfaceBlock(113),
    packetBlock(1, 7n, PACKET),
    packetBlock(0, 8n, PACKET),
  );
  expect(packets.map(({ linktype, timestamp }) => [linktype, timestamp])).toEqual([
    [113, 7000n],
    [1, 8000n],
  ]);
  expect(packets[0]?.bytes).toEqual(PACKET);
  expect(packets[0]?.fileOffset).toBe(section().length + 2 * interfaceBlock(1).length);
});

test('each section has its own byte order and interfaces', () => {
  const packets = read(
    section(false),
    interfaceBlock(101, 0, [], false),
    packetBlock(0, 1n, PACKET, false),
    section(true),
    interfaceBlock(9),
    packetBlock(0, 2n, PACKET),
  );
  expect(packets.map(({ linktype, timestamp }) => [linktype, timestamp])).toEqual([
    [101, 1000n],
    [9, 2000n],
  ]);
});

test('the header is that of the first section and its first interface', () => {
  const nanoseconds = [[16, 9], [16, 1], [8, 9], Uint8Array.of(0, 0, 0)] as const;
  const bytes = concatenate([
    section(false),
    interfaceBlock(276, 128, nanoseconds, false),
    interfaceBlock(1, 0, [], false),
  ]);
  expect(readCaptureBuffer(bytes).header).toEqual({
    format: 'pcapng',
    byteOrder: 'big',
    timestampUnit: 'nanoseconds',
    snaplen: 128,
    linktype: 276,
  });
});

test('a file without interfaces has no link type and no packets', () => {
  const contents = readCaptureBuffer(section(false));
  expect(contents.header).toMatchObject({ linktype: null, byteOrder: 'big' });
  expect([...contents]).toEqual([]);
});

test.each([
  ['10^-3 s', 3, 5n, 5_000_000n],
  ['10^-9 s', 9, 5n, 5n],
  ['10^-12 s', 12, 5_000n, 5n],
  ['2^-10 s', 0x8a, 1024n, 1_000_000_000n],
  ['2^-31 s', 0x9f, 1n << 31n, 1_000_000_000n],
])('times in units of %s become nanoseconds', (_name, resolution, units, expected) => {
  const options = [[16, 9], [16, 1], [8, resolution], Uint8Array.of(0, 0, 0), [32, 0]] as const;
  const [packet] = read(section(), interfaceBlock(1, 0, options), packetBlock(0, units, PACKET));
  expect(packet?.timestamp).toBe(expected);
});

test.each([[true], [false]])('an offset in seconds is added (little-endian: %s)', (little) => {
  const words = little ? ([1, 2] as const) : ([2, 1] as const);
  const options = [
    [16, 14],
    [16, 8],
    [32, words[0]],
    [32, words[1]],
  ] as const;
  const [packet] = read(
    section(little),
    interfaceBlock(1, 0, options, little),
    packetBlock(0, 3n, PACKET, little),
  );
  expect(packet?.timestamp).toBe(((2n << 32n) + 1n) * 1_000_000_000n + 3000n);
});

test('a simple packet is cut at the snaplen and has no time', () => {
  const simple = block(3, [[32, 100], PACKET.subarray(0, 4)]);
  const [packet] = read(section(), interfaceBlock(1, 4), simple);
  expect(packet).toMatchObject({ wirelen: 100, timestamp: 0n });
  expect(packet?.bytes).toEqual(PACKET.subarray(0, 4));
});

test('an obsolete packet block is read', () => {
  const fields = [
    [16, 1],
    [16, 0xffff],
    [32, 0],
    [32, 9],
    [32, 5],
    [32, 60],
  ] as const;
  const obsolete = block(2, [...fields, PACKET]);
  const [packet] = read(section(), interfaceBlock(1), interfaceBlock(105), obsolete);
  expect(packet).toMatchObject({ wirelen: 60, timestamp: 9000n, linktype: 105 });
  expect(packet?.bytes).toEqual(PACKET);
});

test('blocks of other kinds are skipped', () => {
  const names = block(4, [new Uint8Array(1000)]);
  const packets = read(names.subarray(0, 0), section(), names, interfaceBlock(1), names, names);
  expect(packets).toEqual([]);
  expect(read(section(), interfaceBlock(1), names, packetBlock(0, 0n, PACKET), names)).toHaveLength(
    1,
  );
});

const TOO_LONG = packetBlock(0, 0n, PACKET);
TOO_LONG[20] = 9;

test.each([
  ['a packet of an interface that is not there', [section(), packetBlock(0, 0n, PACKET)], 28],
  ['a packet longer than its block', [section(), interfaceBlock(1), TOO_LONG], 48],
  [
    'an option longer than its block',
    [
      section(),
      interfaceBlock(1, 0, [
        [16, 9],
        [16, 9],
      ]),
    ],
    28,
  ],
  ['a block shorter than its fields', [section(), block(1, [])], 28],
  ['a packet block shorter than its fields', [section(), interfaceBlock(1), block(6, [])], 48],
  ['a simple block shorter than its fields', [section(), interfaceBlock(1), block(3, [])], 48],
  ['a section shorter than its fields', [block(0x0a0d0d0a, [[32, 0x1a2b3c4d]])], 0],
  ['a section without byte order', [block(0x0a0d0d0a, [new Uint8Array(16)])], 0],
  ['a length that is no multiple of 4', [section(), Uint8Array.of(4, 0, 0, 0, 15, 0, 0, 0)], 28],
  ['a length below the least', [section(), Uint8Array.of(4, 0, 0, 0, 8, 0, 0, 0)], 28],
  ['an absurd length', [section(), Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0x7f)], 28],
])('%s is corrupt', (_name, blocks, offset) => {
  expect(() => read(...blocks)).toThrow(
    expect.objectContaining({ code: 'CAPTURE_CORRUPT', offset }),
  );
});

test.each([
  [4, 'that is skipped'],
  [6, 'that is read'],
])('a block of type %i, %s, must close with its own length', (type) => {
  const wrong = block(type, [new Uint8Array(24)]);
  wrong[wrong.length - 4] = 8;
  expect(() => read(section(), interfaceBlock(1), wrong)).toThrow(
    expect.objectContaining({
      code: 'CAPTURE_CORRUPT',
      offset: 48,
      message: 'at byte 48: a block opens with length 36 but closes with 8',
    }),
  );
});

test('another major version is not read', () => {
  expect(() => read(section(true, 2))).toThrow(
    expect.objectContaining({ code: 'CAPTURE_UNSUPPORTED', offset: 0 }),
  );
});
