import type { Ipv6Words } from './address.ts';
import type { HostAddresses } from './resolver.ts';

/** The most addresses of one family that a host name stands for, as in libpcap. */
const MOST_ADDRESSES = 100;

/**
 * The addresses that a host name stands for in a filter: in rising order, so that the filter does
 * not depend on the order of the answer, without doubles, and of each family the first hundred.
 */
export function addressesInFilter({ ipv4, ipv6 }: HostAddresses): HostAddresses {
  return {
    ipv4: distinct(
      ipv4.toSorted((a, b) => a - b),
      (a, b) => a === b,
    ).slice(0, MOST_ADDRESSES),
    ipv6: distinct(ipv6.toSorted(compareWords), (a, b) => compareWords(a, b) === 0).slice(
      0,
      MOST_ADDRESSES,
    ),
  };
}

/** `sorted` with one of each run of equal items. */
function distinct<Item>(
  sorted: readonly Item[],
  equal: (a: Item, b: Item) => boolean,
): readonly Item[] {
  return sorted.filter((item, index) => {
    const before = sorted[index - 1];
    return before === undefined || !equal(before, item);
  });
}

function compareWords(a: Ipv6Words, b: Ipv6Words): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
