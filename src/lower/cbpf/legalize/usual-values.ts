import type { Instr } from '../../../ir/ir.ts';

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
