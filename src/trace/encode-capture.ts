import { concatenate } from './byte-queue.ts';
import type {
  CaptureEncoder,
  CaptureOptions,
  CaptureSettings,
  OutgoingPacket,
} from './capture-encoder.ts';
import { PcapEncoder } from './encode-pcap.ts';
import { PcapngEncoder } from './encode-pcapng.ts';

/** Makes an encoder of one file. */
export function captureEncoder(options: CaptureOptions): CaptureEncoder {
  const settings: CaptureSettings = {
    snaplen: 262_144,
    timestampUnit: 'microseconds',
    byteOrder: 'little',
    ...options,
  };
  return settings.format === 'pcap' ? new PcapEncoder(settings) : new PcapngEncoder(settings);
}

/**
 * The bytes of a whole capture file of `packets`, in order.
 *
 * @throws {@link CaptureWriteError} where the format can't hold a packet.
 */
export function encodeCapture(
  packets: Iterable<OutgoingPacket>,
  options: CaptureOptions,
): Uint8Array {
  const encoder = captureEncoder(options);
  const parts = [encoder.header()];
  for (const packet of packets) {
    parts.push(encoder.record(packet));
  }
  return concatenate(parts);
}
