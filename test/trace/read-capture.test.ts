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
  for await (const { packets: batch } of capture.batches()) {
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
