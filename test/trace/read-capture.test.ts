import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CapturedPacket, CaptureError } from '../../src/trace/capture.ts';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCapture, readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { asWritten, options, packetLists, withoutOffsets } from './captures.ts';

/** What came of reading: the packets that were whole, and what stopped the reader, if anything. */
interface Outcome {
  readonly packets: readonly Omit<CapturedPacket, 'fileOffset'>[];
  readonly error: CaptureError | null;
}

function caught(error: unknown): CaptureError {
  if (error instanceof CaptureError) {
    return error;
  }
  throw error;
}

function readWhole(bytes: Uint8Array): Outcome {
  const packets: CapturedPacket[] = [];
  try {
    for (const packet of readCaptureBuffer(bytes)) {
      packets.push(packet);
    }
    return { packets: withoutOffsets(packets), error: null };
  } catch (error) {
    return { packets: withoutOffsets(packets), error: caught(error) };
  }
}

async function readInPieces(bytes: Uint8Array, size: number): Promise<Outcome> {
  const packets: CapturedPacket[] = [];
  try {
    for await (const packet of await readCapture(pieces(bytes, size))) {
      packets.push(packet);
    }
    return { packets: withoutOffsets(packets), error: null };
  } catch (error) {
    return { packets: withoutOffsets(packets), error: caught(error) };
  }
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.slice(at, at + size);
  }
}

const BYTES = Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 0x00]);
const THREE = [1n, 2n, 3n].map((second) => ({
  bytes: BYTES,
  wirelen: 60,
  timestamp: second * 1_000_000_000n,
}));

test('what is written is read, whole or in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      packetLists,
      options,
      fc.integer({ min: 1, max: 100 }),
      async (list, how, size) => {
        const bytes = encodeCapture(list, how);
        const expected = { packets: asWritten(list, how), error: null };
        expect(readWhole(bytes)).toEqual(expected);
        expect(await readInPieces(bytes, size)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['pcap', 24, 21],
  ['pcapng', 60, 40],
] as const)(
  'a %s file cut at any byte gives every whole packet, then the offset of the cut record',
  async (format, headerBytes, recordBytes) => {
    const bytes = encodeCapture(THREE, { format, linktype: 1 });
    expect(bytes.length).toBe(headerBytes + 3 * recordBytes);
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      const whole = Math.max(0, Math.floor((length - headerBytes) / recordBytes));
      const { packets, error } = readWhole(cut);
      expect(packets).toEqual(asWritten(THREE.slice(0, whole), { format, linktype: 1 }));
      const complete =
        (length >= headerBytes && (length - headerBytes) % recordBytes === 0) ||
        (format === 'pcapng' && length === 28);
      expect(error?.code ?? null).toBe(complete ? null : 'CAPTURE_TRUNCATED');
      if (!complete && length > headerBytes) {
        expect(error?.offset).toBe(headerBytes + whole * recordBytes);
      }
      expect(await readInPieces(cut, 7)).toEqual({ packets, error });
    }
  },
);

test('a damaged file ends in packets or a capture error, the same in any pieces', async () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(
      packetLists,
      options,
      damage,
      fc.integer({ min: 1, max: 50 }),
      async (list, how, hits, size) => {
        const bytes = encodeCapture(list, how);
        for (const [at, value] of hits) {
          bytes[at % bytes.length] = value;
        }
        const whole = readWhole(bytes);
        expect(await readInPieces(bytes, size)).toEqual(whole);
      },
    ),
    { numRuns: 1000 },
  );
});

test('random bytes are no capture', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 4, maxLength: 100 }), (bytes) => {
      expect(readWhole(bytes).error?.code).toBe('CAPTURE_FORMAT');
    }),
  );
});

test('the header is there before the packets, even if the first is at fault', async () => {
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 113, snaplen: 96 });
  bytes[24 + 11] = 0xff;
  const header = {
    format: 'pcap',
    byteOrder: 'little',
    timestampUnit: 'microseconds',
    snaplen: 96,
    linktype: 113,
  };
  expect(readCaptureBuffer(bytes).header).toEqual(header);
  const capture = await readCapture(pieces(bytes, 1000));
  expect(capture.header).toEqual(header);
  await expect(capture[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'CAPTURE_CORRUPT',
    offset: 24,
    message: 'at byte 24: a packet of 4278190085 captured bytes is not believed',
  });
});

test('the packets also come in batches, a piece at a time', async () => {
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
  const capture = await readCapture(pieces(bytes, 24 + 21 + 10));
  const sizes: number[] = [];
  for await (const batch of capture.batches()) {
    sizes.push(batch.length);
  }
  expect(sizes).toEqual([1, 2]);
});

test('the source is closed when the reader stops early or fails', async () => {
  const closed: string[] = [];
  async function* watched(name: string, bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
    try {
      yield* pieces(bytes, 30);
    } finally {
      closed.push(name);
    }
  }
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
  for await (const packet of await readCapture(watched('early', bytes))) {
    expect(packet.wirelen).toBe(60);
    break;
  }
  await expect(readCapture(watched('failed', BYTES))).rejects.toThrow(CaptureError);
  expect(closed).toEqual(['early', 'failed']);
});

test('only the low 16 bits of the link type field name the link type', () => {
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
  bytes[23] = 0x24;
  expect(readCaptureBuffer(bytes).header.linktype).toBe(1);
});

test('a packet longer than the snaplen of its pcap file is cut', () => {
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1, snaplen: 4 });
  const packets = [...readCaptureBuffer(bytes)];
  expect(packets.map((packet) => packet.bytes.length)).toEqual([4, 4, 4]);
});

test('a wire length below the captured length stands as it is', () => {
  const packets = [{ bytes: BYTES, wirelen: 2, timestamp: 0n }];
  for (const format of ['pcap', 'pcapng'] as const) {
    expect([...readCaptureBuffer(encodeCapture(packets, { format, linktype: 1 }))]).toMatchObject([
      { wirelen: 2, bytes: BYTES },
    ]);
  }
});

test.each([
  [2, 2, 60, 5],
  [3, 2, 60, 5],
  [3, 2, 5, 60],
  [4, 2, 5, 60],
])('a file of minor version %i has its lengths put in order', (minor, major, first, second) => {
  const bytes = encodeCapture(THREE.slice(0, 1), { format: 'pcap', linktype: 1 });
  const view = new DataView(bytes.buffer);
  view.setUint16(4, major, true);
  view.setUint16(6, minor, true);
  view.setUint32(32, first, true);
  view.setUint32(36, second, true);
  expect([...readCaptureBuffer(bytes)]).toMatchObject([{ wirelen: 60, bytes: BYTES }]);
});

test.each([
  [
    'an empty file',
    [],
    'CAPTURE_TRUNCATED',
    'at byte 0: the capture ends inside the file header that begins here',
  ],
  [
    'text',
    [0x68, 0x65, 0x6c, 0x6c, 0x6f],
    'CAPTURE_FORMAT',
    'at byte 0: neither pcap nor pcapng: 0x68656c6c',
  ],
  [
    'gzip',
    [0x1f, 0x8b, 8, 0],
    'CAPTURE_FORMAT',
    'at byte 0: gzip-compressed data, not a capture; decompress it first',
  ],
  [
    'modified pcap',
    [0x34, 0xcd, 0xb2, 0xa1],
    'CAPTURE_UNSUPPORTED',
    'at byte 0: the modified pcap of 1990s Linux libpcap is not read, only plain pcap and pcapng',
  ],
])('%s is refused', (_name, bytes, code, message) => {
  expect(() => readCaptureBuffer(Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code, message }),
  );
});

test('a pcap file of another major version is refused', () => {
  const bytes = encodeCapture([], { format: 'pcap', linktype: 1 });
  bytes[4] = 3;
  expect(() => readCaptureBuffer(bytes)).toThrow(
    expect.objectContaining({
      code: 'CAPTURE_UNSUPPORTED',
      message: 'at byte 0: pcap version 3.4 is not read, only 2.x',
    }),
  );
});
