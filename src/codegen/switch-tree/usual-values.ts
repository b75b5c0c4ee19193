import type { Instr } from '../../ir/ir.ts';

/**
 * How often protocol fields have a value, as a share of the packets of ordinary traffic, by the width
 * of the field in bytes. The orders of magnitude are all that counts.
 *
 * Source: the daily protocol statistics of the MAWI archive, https://mawi.wide.ad.jp; the numbers are
 * those of the IANA registries, for Ethernet and PPP. A backbone carries no ARP; on a local network
 * every host sees that of all others.
 */
const SHARES: ReadonlyMap<number, ReadonlyMap<number, number>> = new Map([
  [
    1,
    new Map([
      [6, 0.8],
      [17, 0.15],
      [1, 0.02],
      [58, 0.01],
    ]),
  ],
  [
    2,
    new Map([
      [0x0800, 0.8],
      [0x0806, 0.1],
      [0x86dd, 0.08],
      [0x0021, 0.8],
      [0x0057, 0.08],
      [443, 0.005],
      [80, 0.003],
      [53, 0.002],
    ]),
  ],
]);

/** Yields how usual a value is for what `instr` computes: 0 where nothing is known of it. */
export function usualness(instr: Instr): (value: number) => number {
  const shares = instr.kind === 'load' ? SHARES.get(instr.width) : undefined;
  return (value) => shares?.get(value) ?? 0;
}

/** Values from `low` to `high`, and the share of values of the field that lie there. */
interface UsualRange {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/**
 * Where the values of fields lie in ordinary traffic, by the width of the field in bytes: addresses of
 * private networks, multicast and broadcast; ports of services and those that a client takes. The
 * rest, up to 1, is spread evenly. The orders of magnitude are all that counts.
 *
 * Sources: RFC 1918, section 3; RFC 5771, section 3; RFC 919; RFC 6335, section 6, but that Linux takes
 * ports from 32768.
 */
const RANGES: ReadonlyMap<number, readonly UsualRange[]> = new Map([
  [
    2,
    [
      { low: 0, high: 1023, share: 0.4 },
      { low: 32_768, high: 65_535, share: 0.4 },
    ],
  ],
  [
    4,
    [
      { low: 0x0a00_0000, high: 0x0aff_ffff, share: 0.15 },
      { low: 0xac10_0000, high: 0xac1f_ffff, share: 0.05 },
      { low: 0xc0a8_0000, high: 0xc0a8_ffff, share: 0.15 },
      { low: 0xe000_0000, high: 0xefff_ffff, share: 0.05 },
      { low: 0xffff_ffff, high: 0xffff_ffff, share: 0.02 },
    ],
  ],
]);

/**
 * Yields the share of the values of `instr` that lies from `low` to `high`.
 *
 * @param largest the largest of its values, a u32.
 */
export function usualShare(instr: Instr, largest: number): (low: number, high: number) => number {
  const ranges = (instr.kind === 'load' ? RANGES.get(instr.width) : undefined) ?? [];
  const rest = ranges.reduce((share, range) => share - range.share, 1);
  const all: readonly UsualRange[] = [...ranges, { low: 0, high: largest, share: rest }];
  return (low, high) => all.reduce((sum, range) => sum + shareWithin(range, low, high), 0);
}

function shareWithin(range: UsualRange, low: number, high: number): number {
  const common = Math.min(high, range.high) - Math.max(low, range.low) + 1;
  return common > 0 ? (range.share * common) / (range.high - range.low + 1) : 0;
}
