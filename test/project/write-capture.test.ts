import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureWriter } from '../../src/project/write-capture.ts';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';
import { options, packetLists } from '../trace/captures.ts';

const PACKET = { bytes: Uint8Array.of(1, 2, 3), wirelen: 3, timestamp: 5_000n };

function collector(): { readonly sink: Writable; readonly taken: () => Buffer } {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    highWaterMark: 16,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      setImmediate(done);
    },
  });
  return { sink, taken: () => Buffer.concat(chunks) };
}

test('a stream gets the bytes that encoding at once gives', async () => {
  await fc.assert(
    fc.asyncProperty(packetLists, options, async (packets, how) => {
      const { sink, taken } = collector();
      const writer = captureWriter(sink, how);
      for (const packet of packets) {
        await writer.write(packet);
      }
      await writer.end();
      expect(Buffer.compare(taken(), encodeCapture(packets, how))).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('many packets go out in pieces', async () => {
  const { sink, taken } = collector();
  const writer = captureWriter(sink, { format: 'pcap', linktype: 1 });
  const big = { ...PACKET, bytes: new Uint8Array(1500).fill(7) };
  for (let count = 0; count < 200; count++) {
    await writer.write(big);
  }
  expect(taken().length).toBeGreaterThan(200_000);
  await writer.end();
  expect([...readCaptureBuffer(taken())]).toHaveLength(200);
});

test('pcapng mixes link types, an interface for each', () => {
  const packets = [PACKET, { ...PACKET, linktype: 113 }, { ...PACKET, linktype: 1 }];
  const bytes = encodeCapture(packets, { format: 'pcapng', linktype: 1 });
  expect([...readCaptureBuffer(bytes)].map(({ linktype }) => linktype)).toEqual([1, 113, 1]);
});

test('pcap refuses a packet of another link type', () => {
  const packets = [{ ...PACKET, linktype: 113 }];
  expect(() => encodeCapture(packets, { format: 'pcap', linktype: 1 })).toThrow(
    expect.objectContaining({
      code: 'CAPTURE_LINKTYPE',
      message:
        "a packet of link type 113 can't go in a pcap file of link type 1; pcapng can mix them",
    }),
  );
});

test.each([
  ['pcap', -1n],
  ['pcap', 0x1_0000_0000n * 1_000_000_000n],
  ['pcapng', -1n],
  ['pcapng', 1000n << 64n],
] as const)('%s refuses a time of %i ns', (format, timestamp) => {
  expect(() => encodeCapture([{ ...PACKET, timestamp }], { format, linktype: 1 })).toThrow(
    expect.objectContaining({
      code: 'CAPTURE_TIMESTAMP',
      message: `a time of ${timestamp} ns since 1970 is outside what ${format} can tell`,
    }),
  );
});

test('an error of the sink reaches the writer', async () => {
  const sink = new Writable({
    write(_chunk, _encoding, done) {
      done(new Error('disk full'));
    },
  });
  const writer = captureWriter(sink, { format: 'pcap', linktype: 1 });
  await writer.write(PACKET);
  await expect(writer.end()).rejects.toThrow('disk full');
});

test('a sink that was closed is an error, not a hang', async () => {
  const sink = new PassThrough();
  sink.destroy();
  const writer = captureWriter(sink, { format: 'pcap', linktype: 1 });
  await expect(writer.end()).rejects.toThrow();
});
