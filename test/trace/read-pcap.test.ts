import { expect, test } from 'vitest';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';

const BYTES = Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 0x00]);
const THREE = [1n, 2n, 3n].map((second) => ({
  bytes: BYTES,
  wirelen: 60,
  timestamp: second * 1_000_000_000n,
}));

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
