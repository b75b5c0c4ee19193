import { expect, test } from 'vitest';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCapture, readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { block, type Field, interfaceBlock, packetBlock, section } from './pcapng-blocks.ts';

const BYTES = Uint8Array.from({ length: 21 }, (_, index) => index + 1);
const NOT_TO_BE_COPIED = 0x4000_0bad;

/** A comment, a packet's direction, and the end of the options. */
const OPTIONS: readonly Field[] = [
  [16, 1],
  [16, 5],
  Uint8Array.from([...Buffer.from('hello'), 0, 0, 0]),
  [16, 2],
  [16, 4],
  [32, 1],
  [32, 0],
];

const named = (name: string, little = true): Uint8Array =>
  interfaceBlock(1, 64, [[16, 2], [16, 4], Buffer.from(name), [32, 0]], little);

const annotated = (little = true): Uint8Array =>
  block(
    6,
    [
      [32, 0],
      [32, 7],
      [32, 8],
      [32, BYTES.length],
      [32, 90],
      Uint8Array.from([...BYTES, 0, 0, 0]),
      ...OPTIONS,
    ],
    little,
  );

/** Blocks that hold no packet: name resolution, statistics, secrets, custom ones and an unknown one. */
const OTHERS = [4, 5, 10, 0xbad, 0x7777].map((type) =>
  block(type, [
    [32, 0xc0ffee],
    [32, type],
  ]),
);

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

/** A copy of `file` with at most `caplen` bytes of the packets that `accept` picks by index. */
async function copyOf(
  file: Uint8Array,
  { caplen = 0xffff_ffff, accept = (_: number): boolean => true, piece = 1 << 20 } = {},
): Promise<Buffer> {
  const capture = await readCapture(inPieces(file, piece), { keepEverything: true });
  const parts: Uint8Array[] = [];
  let count = 0;
  for await (const { packets, others } of capture.batches()) {
    for (let index = 0; index <= packets.length; index++) {
      parts.push(...others.filter(({ after }) => after === index).map(({ bytes }) => bytes));
      const packet = packets[index];
      if (packet !== undefined && accept(count++)) {
        parts.push(capture.recordOf(packet, Math.min(caplen, packet.bytes.length)));
      }
    }
  }
  return Buffer.concat(parts);
}

const FILE = Buffer.concat([
  section(),
  named('eth0'),
  ...OTHERS,
  annotated(),
  named('wan1'),
  packetBlock(1, 5n, BYTES),
  block(3, [[32, 90], BYTES]),
  ...OTHERS,
  section(false),
  named('far0', false),
  annotated(false),
]);

test.each([1, 13, 64, 1 << 20])(
  'a copy in pieces of %i bytes is the file itself',
  async (piece) => {
    expect(Buffer.compare(await copyOf(FILE, { piece }), FILE)).toBe(0);
  },
);

test('without packets, all else is there', async () => {
  const rest = await copyOf(FILE, { accept: () => false });
  const expected = [section(), named('eth0'), ...OTHERS, named('wan1'), ...OTHERS];
  expect(rest).toEqual(Buffer.concat([...expected, section(false), named('far0', false)]));
});

test('the length of a section is not that of its copy', async () => {
  const counted = section();
  new DataView(counted.buffer).setBigUint64(16, 1000n, true);
  expect(await copyOf(Buffer.concat([counted, named('eth0')]))).toEqual(
    Buffer.concat([section(), named('eth0')]),
  );
});

test('a block whose writer forbids copies is left out', async () => {
  const custom = block(NOT_TO_BE_COPIED, [
    [32, 1],
    [32, 2],
  ]);
  const file = Buffer.concat([section(), named('eth0'), custom, annotated()]);
  expect(await copyOf(file)).toEqual(Buffer.concat([section(), named('eth0'), annotated()]));
});

test.each([0, 1, 4, 20])('packets cut to %i bytes keep what stands beside them', async (caplen) => {
  const copy = await copyOf(FILE, { caplen });
  const packets = [...readCaptureBuffer(copy)];
  const kept = BYTES.subarray(0, caplen);
  const original = [...readCaptureBuffer(FILE)];
  expect(packets).toMatchObject(
    original.map(({ wirelen, timestamp }) => ({ bytes: Buffer.from(kept), wirelen, timestamp })),
  );
  expect(copy.toString('latin1').split('hello')).toHaveLength(3);
});

test.each(['little', 'big'] as const)(
  'pcap in %s-endian order is copied as it is',
  async (byteOrder) => {
    const packets = [1n, 2n].map((timestamp) => ({ bytes: BYTES, wirelen: 90, timestamp }));
    const file = encodeCapture(packets, { format: 'pcap', linktype: 1, byteOrder });
    const view = new DataView(file.buffer);
    // FCS bits, and 1,500,000 microseconds within a second.
    view.setUint32(20, 0x5000_0001, byteOrder === 'little');
    view.setUint32(28, 1_500_000, byteOrder === 'little');
    expect(Buffer.compare(await copyOf(file), file)).toBe(0);
    const cut = [...readCaptureBuffer(await copyOf(file, { caplen: 3 }))];
    expect(cut).toMatchObject([
      { bytes: Buffer.of(1, 2, 3), wirelen: 90, timestamp: 1_500_000_000n },
      { bytes: Buffer.of(1, 2, 3), wirelen: 90 },
    ]);
  },
);

test.each([
  [2, 90, 21],
  [3, 90, 21],
  [3, 21, 90],
])('pcap 2.%i with lengths %i and %i keeps its layout when cut', async (minor, first, second) => {
  const file = encodeCapture([{ bytes: BYTES, wirelen: 90, timestamp: 1n }], {
    format: 'pcap',
    linktype: 1,
  });
  const view = new DataView(file.buffer);
  view.setUint16(6, minor, true);
  view.setUint32(32, first, true);
  view.setUint32(36, second, true);
  const cut = [...readCaptureBuffer(await copyOf(file, { caplen: 3 }))];
  expect(cut).toMatchObject([{ bytes: Buffer.of(1, 2, 3), wirelen: 90 }]);
});

test.each([true, false])(
  'modified pcap has 8 more bytes in a record (little-endian: %s)',
  async (little) => {
    const file = Buffer.alloc(24 + 2 * (24 + BYTES.length));
    const view = new DataView(file.buffer, file.byteOffset);
    const fields = [0xa1b2cd34, 0, 0, 0, 65_535, 1];
    fields.forEach((value, index) => {
      view.setUint32(index * 4, value, little);
    });
    view.setUint16(4, 2, little);
    view.setUint16(6, 4, little);
    for (const at of [24, 48 + BYTES.length]) {
      [at, 5, BYTES.length, 90, 3, 0x0800_0400].forEach((value, index) => {
        view.setUint32(at + index * 4, value, little);
      });
      file.set(BYTES, at + 24);
    }
    const timestamp = 24n * 1_000_000_000n + 5000n;
    const [packet] = readCaptureBuffer(file);
    expect(packet).toMatchObject({ bytes: Buffer.from(BYTES), wirelen: 90, timestamp });
    expect(Buffer.compare(await copyOf(file), file)).toBe(0);
    const cut = [...readCaptureBuffer(await copyOf(file, { caplen: 3 }))];
    expect(cut.map(({ bytes }) => [...bytes])).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  },
);
