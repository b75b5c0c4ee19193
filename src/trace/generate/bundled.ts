import type { CaptureOptions } from '../capture-encoder.ts';
import { encodeCapture } from '../encode-capture.ts';
import { generatePackets } from './generate.ts';
import { PROFILES, type ProfileName } from './profile.ts';

/** How one of the capture files in `corpora/traces` is made. */
export interface BundledTrace {
  /** The name of the file. */
  readonly file: string;
  readonly profile: ProfileName;
  /** A u32. */
  readonly seed: number;
  /** The number of packets. */
  readonly count: number;
  readonly capture: Pick<CaptureOptions, 'format' | 'timestampUnit' | 'byteOrder'>;
}

/** The capture files in `corpora/traces`. Each stays under 1 MB. */
export const BUNDLED_TRACES: readonly BundledTrace[] = [
  {
    file: 'datacenter.pcap',
    profile: 'datacenter',
    seed: 0xda7a_0001,
    count: 1500,
    capture: { format: 'pcap' },
  },
  {
    file: 'enterprise.pcap',
    profile: 'enterprise',
    seed: 0xe47e_0002,
    count: 1800,
    capture: { format: 'pcap' },
  },
  {
    file: 'backbone-snaplen96.pcap',
    profile: 'backbone-snaplen96',
    seed: 0xbac0_0003,
    count: 4096,
    capture: { format: 'pcap', byteOrder: 'big' },
  },
  {
    file: 'ipv6-heavy.pcapng',
    profile: 'ipv6-heavy',
    seed: 0x6666_0004,
    count: 1500,
    capture: { format: 'pcapng', timestampUnit: 'nanoseconds' },
  },
  {
    file: 'attack.pcap',
    profile: 'attack',
    seed: 0xa77a_0005,
    count: 2500,
    capture: { format: 'pcap', timestampUnit: 'nanoseconds' },
  },
  {
    file: 'odd.pcap',
    profile: 'odd',
    seed: 0x0dd0_0006,
    count: 2500,
    capture: { format: 'pcap' },
  },
];

/** The LINKTYPE_ number of Ethernet. */
const ETHERNET = 1;

/** Makes the bytes of one of the bundled capture files. */
export function makeBundledTrace({ profile, seed, count, capture }: BundledTrace): Uint8Array {
  const { snaplen } = PROFILES[profile];
  const packets = generatePackets({ profile, seed }, count);
  return encodeCapture(packets, { ...capture, linktype: ETHERNET, snaplen });
}
