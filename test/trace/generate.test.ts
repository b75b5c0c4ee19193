import { expect, test } from 'vitest';
import { generatePackets } from '../../src/trace/generate/generate.ts';
import { PROFILES, type ProfileName } from '../../src/trace/generate/profile.ts';
import type { Packet } from '../../src/trace/packet.ts';

const NAMES = Object.keys(PROFILES) as ProfileName[];
const SOUND = NAMES.filter((name) => PROFILES[name].malformedPercent === 0);

function u16(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);
}

/** The ones' complement sum of 16-bit words; 0xffff over anything with a right checksum in it. */
function onesSum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    const even = part.length % 2 === 0 ? part : Uint8Array.from([...part, 0]);
    for (let at = 0; at < even.length; at += 2) {
      sum += u16(even, at);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
  }
  return sum;
}

/** The untagged and unfragmented IPv4 packets among `packets`, without their frames. */
function plainIpv4(packets: readonly Packet[]): readonly Uint8Array[] {
  return packets
    .filter(({ bytes }) => bytes.length >= 34 && u16(bytes, 12) === 0x0800)
    .map(({ bytes }) => bytes.subarray(14, 14 + u16(bytes, 16)));
}

test.each(NAMES)('%s: a seed gives the same packets each time, another seed others', (profile) => {
  const once = generatePackets({ profile, seed: 7 }, 300);
  expect(once).toHaveLength(300);
  expect(generatePackets({ profile, seed: 7 }, 300)).toEqual(once);
  expect(generatePackets({ profile, seed: 8 }, 300)).not.toEqual(once);
});

test.each(NAMES)('%s: lengths and times are in order', (profile) => {
  const { snaplen } = PROFILES[profile];
  const packets = generatePackets({ profile, seed: 1 }, 2000);
  let last = 0n;
  for (const { bytes, wirelen, timestamp } of packets) {
    expect(bytes.length).toBeLessThanOrEqual(Math.min(wirelen, snaplen));
    expect(timestamp).toBeGreaterThan(last);
    last = timestamp;
  }
});

test.each(SOUND)(
  '%s: every IPv4 header and every whole segment has a right checksum',
  (profile) => {
    const packets = plainIpv4(generatePackets({ profile, seed: 2 }, 2000));
    let segments = 0;
    for (const packet of packets) {
      const headerLength = ((packet[0] ?? 0) & 15) * 4;
      expect(onesSum(packet.subarray(0, headerLength))).toBe(0xffff);
      const whole = packet.length === u16(packet, 2) && (u16(packet, 6) & 0x3fff) === 0;
      const protocol = packet[9] ?? 0;
      if (whole && (protocol === 6 || protocol === 17)) {
        const payload = packet.subarray(headerLength);
        const pseudo = Uint8Array.from([
          ...packet.subarray(12, 20),
          0,
          protocol,
          payload.length >>> 8,
          payload.length & 0xff,
        ]);
        expect(onesSum(pseudo, payload)).toBe(0xffff);
        segments++;
      }
    }
    expect(segments).toBeGreaterThan(profile === 'ipv6-heavy' ? 20 : 100);
  },
);

test('frames are short or long rather than in between, and none is shorter than Ethernet allows', () => {
  const lengths = generatePackets({ profile: 'datacenter', seed: 3 }, 4000).map((p) => p.wirelen);
  const share = (low: number, high: number): number =>
    lengths.filter((length) => length >= low && length <= high).length / lengths.length;
  expect(Math.min(...lengths)).toBe(60);
  expect(share(60, 200)).toBeGreaterThan(0.4);
  expect(share(1400, 1600)).toBeGreaterThan(0.1);
  expect(share(700, 1399)).toBeLessThan(0.15);
});

test('an office shows the EtherTypes of an office', () => {
  const packets = generatePackets({ profile: 'enterprise', seed: 4 }, 6000);
  const types = new Set(packets.map(({ bytes }) => u16(bytes, 12)));
  for (const type of [0x0800, 0x0806, 0x8035, 0x86dd, 0x8100, 0x8864, 0x88cc, 0x9000]) {
    expect(types).toContain(type);
  }
  expect([...types].some((type) => type <= 1500)).toBe(true);
});

test('an attack shows many bare SYN segments', () => {
  const packets = plainIpv4(generatePackets({ profile: 'attack', seed: 5 }, 3000));
  const bare = packets.filter((packet) => packet[9] === 6 && packet[33] === 2);
  expect(bare.length).toBeGreaterThan(packets.length / 4);
});

test('an odd trace has frames that end before their headers do', () => {
  const packets = generatePackets({ profile: 'odd', seed: 6 }, 2000);
  expect(packets.filter(({ bytes }) => bytes.length < 34).length).toBeGreaterThan(50);
  expect(packets.some(({ bytes }) => bytes.length === 0)).toBe(true);
  expect(packets.some(({ bytes, wirelen }) => bytes.length < wirelen)).toBe(true);
});
