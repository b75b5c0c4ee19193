import type { FieldModel, RangeShare } from '../../ir/packet-model.ts';

/** The share of packets, in [0, 1], that have this number in `field`: 0 where nothing is known of it. */
export const usualShare = (field: FieldModel, number: number): number =>
  field.usual.get(number) ?? 0;

/**
 * Yields the share of the packets whose numbers in `field` lie from `low` to `high`.
 *
 * @param largest the largest number that there can be, a u32.
 */
export function shareOfRange(
  { ranges }: FieldModel,
  largest: number,
): (low: number, high: number) => number {
  const rest = ranges.reduce((share, range) => share - range.share, 1);
  const all: readonly RangeShare[] = [...ranges, { low: 0, high: largest, share: rest }];
  return (low, high) => all.reduce((sum, range) => sum + shareWithin(range, low, high), 0);
}

function shareWithin(range: RangeShare, low: number, high: number): number {
  const common = Math.min(high, range.high) - Math.max(low, range.low) + 1;
  return common > 0 ? (range.share * common) / (range.high - range.low + 1) : 0;
}

/**
 * Yields how likely it is that a number of `field` lies from `low` to `high`, in comparison with other
 * ranges, by the order of magnitude where that is what counts.
 *
 * @param largest the largest number that there can be, a u32.
 */
export function rangeOdds(
  field: FieldModel,
  largest: number,
): (low: number, high: number) => number {
  const most = field.largest ?? largest;
  return (low, high) => {
    const end = Math.min(high, most);
    if (end < low) {
      return 0;
    }
    return field.isMagnitude ? Math.log2((end + 2) / (low + 1)) : end - low + 1;
  };
}
