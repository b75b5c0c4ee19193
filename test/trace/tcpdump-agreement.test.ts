import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CapturedPacket, CaptureError } from '../../src/trace/capture.ts';
import { readCaptureBuffer } from '../../src/trace/read-capture.ts';

const DATA = '../shared/data';
const FOLDERS = [`${DATA}/traces`, `${DATA}/libpcap/captures`, 'corpora/traces'];
const hasTcpdump = spawnSync('tcpdump', ['--version']).status === 0;

const captures = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .map((name) => join(folder, name)),
);

/** The packets that tcpdump reads from `file`, in the nanosecond pcap file that it writes. */
function readByTcpdump(file: string): Buffer {
  const precision = '--time-stamp-precision=nano';
  const { stdout } = spawnSync('tcpdump', ['-Z', 'root', '-r', file, precision, '-w', '-'], {
    maxBuffer: 1 << 28,
  });
  return stdout;
}

/** Our packets in the layout of a little-endian nanosecond pcap file, without its header. */
function recordsOf(packets: readonly CapturedPacket[]): Buffer {
  return Buffer.concat(
    packets.flatMap(({ bytes, wirelen, timestamp }) => {
      const header = Buffer.alloc(16);
      header.writeUInt32LE(Number(timestamp / 1_000_000_000n), 0);
      header.writeUInt32LE(Number(timestamp % 1_000_000_000n), 4);
      header.writeUInt32LE(bytes.length, 8);
      header.writeUInt32LE(wirelen, 12);
      return [header, bytes];
    }),
  );
}

function wholePackets(file: string): {
  readonly linktype: number | null;
  readonly packets: readonly CapturedPacket[];
} {
  const contents = readCaptureBuffer(readFileSync(file));
  const packets: CapturedPacket[] = [];
  try {
    for (const packet of contents) {
      packets.push(packet);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(CaptureError);
  }
  return { linktype: contents.header.linktype, packets };
}

for (const file of captures) {
  const reason = hasTcpdump ? '' : ' (skipped: tcpdump is not installed)';
  test.skipIf(!hasTcpdump)(`${file} is read as tcpdump reads it${reason}`, () => {
    const theirs = readByTcpdump(file);
    const { linktype, packets } = wholePackets(file);
    expect(theirs.readUInt32LE(20)).toBe(linktype);
    expect(packets.length).toBeGreaterThan(0);
    expect(recordsOf(packets).equals(theirs.subarray(24))).toBe(true);
  });
}

test.skipIf(existsSync(DATA))(`no captures at ${DATA} to compare (skipped when they are)`, () => {
  expect(captures.every((file) => file.startsWith('corpora'))).toBe(true);
});
