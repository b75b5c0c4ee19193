import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dltByName, dltByNumber, dltOfLinktype, LINK_TYPES } from '../../src/support/link-types.ts';

const FEATURES = '../shared/data/libpcap/dlt-features.json';

test('names and numbers are unique, and names in order', () => {
  const names = LINK_TYPES.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  for (const key of ['name', 'dlt', 'linktype', 'summary'] as const) {
    expect(new Set(LINK_TYPES.map((type) => type[key])).size, key).toBe(169);
  }
});

test.each([
  ['EN10MB', 1, 1],
  ['RAW', 12, 101],
  ['ATM_RFC1483', 11, 100],
  ['SLIP_BSDOS', 15, 102],
  ['PPP_BSDOS', 16, 103],
  ['ATM_CLIP', 19, 106],
  ['LOOP', 108, 108],
  ['LINUX_SLL2', 276, 276],
])('%s is DLT %i and LINKTYPE %i', (name, dlt, linktype) => {
  expect(dltByName(name)).toMatchObject({ name, dlt, linktype });
  expect(dltByNumber(dlt)?.name).toBe(name);
  expect(dltOfLinktype(linktype)?.name).toBe(name);
});

test('the DLT numbers of raw IP in a file stand for raw IP', () => {
  expect(dltOfLinktype(12)?.name).toBe('RAW');
  expect(dltOfLinktype(14)?.name).toBe('RAW');
});

test('names are taken in any case, with a prefix, and by older names', () => {
  expect(dltByName('en10mb')?.dlt).toBe(1);
  expect(dltByName('DLT_linux_sll')?.dlt).toBe(113);
  expect(dltByName('PPP_WITH_DIRECTION')?.name).toBe('PPP_PPPD');
});

test('what is not named is null', () => {
  expect(dltByName('ETHERNET_II')).toBeNull();
  expect(dltByName('constructor')).toBeNull();
  expect(dltByNumber(46)).toBeNull();
  expect(dltOfLinktype(65_535)).toBeNull();
});

const reason = existsSync(FEATURES) ? '' : ` (skipped: ${FEATURES} is absent)`;
test.skipIf(!existsSync(FEATURES))(`these are the names that libpcap knows${reason}`, () => {
  const known = Object.keys(JSON.parse(readFileSync(FEATURES, 'utf8')).dlt_features);
  expect(LINK_TYPES.map(({ name }) => name)).toEqual(known.sort());
});
