import fc from 'fast-check';
import type { CapturedPacket } from '../../src/trace/capture.ts';
import type { CaptureOptions, OutgoingPacket } from '../../src/trace/capture-encoder.ts';

/** Arbitrary ways to write a capture file. */
export const options: fc.Arbitrary<CaptureOptions> = fc.record({
  format: fc.constantFrom('pcap', 'pcapng'),
  linktype: fc.constantFrom(1, 101, 113),
  timestampUnit: fc.constantFrom('microseconds', 'nanoseconds'),
  byteOrder: fc.constantFrom('little', 'big'),
});

const packet: fc.Arbitrary<OutgoingPacket> = fc
  .record({
    bytes: fc.uint8Array({ maxLength: 80 }),
    beyond: fc.constantFrom(0, 1, 1500),
    timestamp: fc.bigInt({ min: 0n, max: 0xffff_ffffn * 1_000_000_000n }),
  })
  .map(({ bytes, beyond, timestamp }) => ({ bytes, wirelen: bytes.length + beyond, timestamp }));

/** Arbitrary short lists of packets. */
export const packetLists: fc.Arbitrary<OutgoingPacket[]> = fc.array(packet, { maxLength: 8 });

/** What a file written with `written` says of `packets`, apart from their offsets in it. */
export function asWritten(
  packets: readonly OutgoingPacket[],
  written: CaptureOptions,
): readonly Omit<CapturedPacket, 'fileOffset'>[] {
  const unit = written.timestampUnit === 'nanoseconds' ? 1n : 1000n;
  return packets.map(({ bytes, wirelen, timestamp, linktype = written.linktype }) => ({
    bytes,
    wirelen,
    timestamp: timestamp - (timestamp % unit),
    linktype,
  }));
}

/** `packets` without their offsets in the file. */
export function withoutOffsets(
  packets: readonly CapturedPacket[],
): readonly Omit<CapturedPacket, 'fileOffset'>[] {
  return packets.map(({ bytes, wirelen, timestamp, linktype }) => ({
    bytes: Uint8Array.from(bytes),
    wirelen,
    timestamp,
    linktype,
  }));
}
