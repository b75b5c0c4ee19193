import { expect, test } from 'vitest';
import {
  compileExpression,
  type ExpressionOptions,
} from '../../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../../src/interpret/interpret.ts';

const SNAPLEN = 500;

/** The packet made of `parts`, in hexadecimal. */
function accepts(
  expression: string,
  parts: readonly string[],
  options: ExpressionOptions,
): boolean {
  const bytes = Uint8Array.from(Buffer.from(parts.join('').replace(/\s/g, ''), 'hex'));
  const { filter } = compileExpression(expression, { snaplen: SNAPLEN, ...options });
  return interpret(filter, { bytes, wirelen: bytes.length }) === SNAPLEN;
}

const ADDRESSES = 'aaaaaaaaaa01 bbbbbbbbbb02 cccccccccc03';
const LLC_IP = 'aaaa03 000000 0800';
const IP_UDP = '45000100 00000000 40110000 0a000001 0a000002';
const TCP_FROM_22 = '45000100 00000000 40060000 0a000003 0a000004 0016 1234';
const GENEVE = '0400 17c1 0000 0000  00 00 6558 00000a 00';
const INNER_ETHERNET = '010101010101 020202020202 0800';

/** A data frame of each kind, whose header is as long as the comment says. */
const FRAMES: readonly (readonly [name: string, dlt: string, header: readonly string[]])[] = [
  ['802.11', 'IEEE802_11', ['0800 0000', ADDRESSES, '0000']],
  ['802.11 with quality of service', 'IEEE802_11', ['8800 0000', ADDRESSES, '0000', '0000']],
  ['radiotap', 'IEEE802_11_RADIO', ['0000 0800 00000000', '0800 0000', ADDRESSES, '0000']],
  [
    'radiotap with padding',
    'IEEE802_11_RADIO',
    ['0000 0900 02000000 20', '8800 0000', ADDRESSES, '0000', '0000', '00'],
  ],
  [
    'radiotap with a timestamp, and padding',
    'IEEE802_11_RADIO',
    ['0000 1200 03000000 0000000000000000 20 00', '8800 0000', ADDRESSES, '0000', '0000'],
  ],
  [
    'AVS',
    'IEEE802_11_RADIO_AVS',
    ['80211001 00000010 00000000 00000000', '0800 0000', ADDRESSES, '0000'],
  ],
  ['AVS from Prism', 'PRISM_HEADER', ['80211001 00000008', '0800 0000', ADDRESSES, '0000']],
  [
    'Prism',
    'PRISM_HEADER',
    ['00000044 00000090', '00'.repeat(136), '0800 0000', ADDRESSES, '0000'],
  ],
  ['PPI', 'PPI', ['0000 0800 69000000', '0800 0000', ADDRESSES, '0000']],
];

test.each(FRAMES)('the payload behind %s is found', (_, dlt, header) => {
  const packet = [...header, LLC_IP, TCP_FROM_22];
  expect(accepts('src host 10.0.0.3 and tcp src port 22', packet, { dlt })).toBe(true);
  expect(accepts('tcp src port 23', packet, { dlt })).toBe(false);
  expect(accepts('wlan dst aa:aa:aa:aa:aa:01 and type data', packet, { dlt })).toBe(true);
  expect(accepts('ip', [...header, 'aaaa03 000000 86dd', TCP_FROM_22], { dlt })).toBe(false);
});

test('a packet of PPI that is not 802.11 is rejected, whatever is asked but nothing', () => {
  const packet = ['0000 0800 01000000', '0800 0000', ADDRESSES, '0000', LLC_IP, TCP_FROM_22];
  expect(accepts('not ip', packet, { dlt: 'PPI' })).toBe(false);
  expect(accepts('', packet, { dlt: 'PPI' })).toBe(true);
});

test.each(FRAMES)('a scoped tunnel behind %s is found', (_, dlt, header) => {
  const packet = [...header, LLC_IP, IP_UDP, GENEVE, INNER_ETHERNET, TCP_FROM_22];
  const scoped = { dlt, encapsulation: 'scoped' } as const;
  expect(accepts('geneve 10 and tcp src port 22', packet, scoped)).toBe(true);
  expect(accepts('geneve 10 and src host 10.0.0.3', packet, scoped)).toBe(true);
  expect(accepts('(geneve 10 and tcp) and src host 10.0.0.3', packet, scoped)).toBe(true);
  expect(accepts('geneve 11 or udp', packet, scoped)).toBe(true);
  expect(compileExpression('geneve 10 and tcp', scoped).remarks).toEqual([]);
  const [remark] = compileExpression('geneve 10 and tcp', { dlt }).remarks;
  expect(remark?.message).toMatch(/headers of variable length before it for empty/);
});
