import { expect, test } from 'vitest';
import { compile } from '../../../src/compiler/compile.ts';
import { equivalentFrom } from '../../../src/prove/equivalence/long-packets.ts';

const lengthOf = (before: string, after: string): Promise<number | null> =>
  equivalentFrom(compile(before, { passes: '' }).filter, compile(after, { passes: '' }).filter, {
    solver: null,
  });

test.each([
  // The length is looked at as far as the second load goes.
  ['ip', 'ip and ip[0] >= 0', 15],
  ['ether[0] = 1', 'ether[0] = 1 and ether[99] >= 0', 100],
  ['port 80 or port 22', 'port 22 or port 80', 78],
  // The fixed part of the header has 20 bytes, with options up to 60.
  ['ip and not ip[6:2] & 0x1fff != 0', 'ip and (tcp or not tcp) and not ip[6:2] & 0x1fff != 0', 24],
])('%s and %s are the same from some length on', async (before, after, length) => {
  expect(await lengthOf(before, after)).toBe(length);
});

test('filters that are the same are so from the first byte that they look at', async () => {
  expect(await lengthOf('ip', 'ip')).toBe(14);
});

test.each([
  ['ip', 'ip6'],
  ['ip[8] < 5', 'ip[8] <= 5'],
])('%s and %s differ on long packets too', async (before, after) => {
  expect(await lengthOf(before, after)).toBeNull();
});
