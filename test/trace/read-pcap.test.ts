import { expect, test } from 'vitest';
import { encodeCapture } from '../../src/trace/encode-capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';

const BYTES = Uint8Array.from([0xde, 0xad, 0xbe, 0xef, 0x00]);
const THREE = [1n, 2n, 3n].map((second) => ({
  bytes: BYTES,
  wirelen: 60,
  timestamp: second * 1_000_000_000n,
}));

test.each([0x24, 0x50, 0xfc])(
  'FCS bits %i of the link type field are not the link type',
  (bits) => {
    const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
    bytes[23] = bits;
    expect(readCaptureBuffer(bytes).header.linktype).toBe(1);
  },
);

test.each([0x0001_0001, 0x0200_0001])(
  'link type field %i has reserved bits, and is refused',
  (field) => {
    const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
    new DataView(bytes.buffer).setUint32(20, field, true);
    expect(() => readCaptureBuffer(bytes)).toThrow(
      /link type 0x0[0-9a-f]{7} has reserved bits set/,
    );
  },
);

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
    'at byte 0: gzip-compressed data, not a capture; decompress it first: gzip -dc FILE | bpfopt run -r - …',
  ],
  [
    'xz',
    [0xfd, 0x37, 0x7a, 0x58],
    'CAPTURE_FORMAT',
    'at byte 0: xz-compressed data, not a capture; decompress it first: xz -dc FILE | bpfopt run -r - …',
  ],
  [
    'pcap of Navtel',
    [0xcd, 0x34, 0xb2, 0xa1],
    'CAPTURE_UNSUPPORTED',
    'at byte 0: the modified pcap of Navtel is not read, only plain pcap and pcapng',
  ],
])('%s is refused', (_name, bytes, code, message) => {
  expect(() => readCaptureBuffer(Uint8Array.from(bytes))).toThrow(
    expect.objectContaining({ code, message }),
  );
});

test('what AIX calls 543.0 is read as 2.4', () => {
  const bytes = encodeCapture(THREE, { format: 'pcap', linktype: 1 });
  bytes.set([543 & 0xff, 543 >> 8, 0, 0], 4);
  expect([...readCaptureBuffer(bytes)]).toHaveLength(3);
});

test.each([
  [3, 4],
  [2, 5],
])('a pcap file of version %i.%i is refused', (major, minor) => {
  const bytes = encodeCapture([], { format: 'pcap', linktype: 1 });
  bytes.set([major, 0, minor, 0], 4);
  expect(() => readCaptureBuffer(bytes)).toThrow(
    expect.objectContaining({
      code: 'CAPTURE_UNSUPPORTED',
      message: `at byte 0: pcap version ${major}.${minor} is not read, only 2.0 to 2.4`,
    }),
  );
});
