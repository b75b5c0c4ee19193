import { expect, test } from 'vitest';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';

test.each([
  // Each with the places of its remarks.
  ['10 % 4 + 3 = len', ['+']],
  ['12 & 10 ^ 3 = len', ['^']],
  ['arp or tcp and port 80', ['and']],
  ['port 80 or 443 and tcp', ['and']],
  ['(arp or tcp) and port 80', []],
  ['arp and tcp or port 80', []],
  ['arp or (tcp and port 80)', []],
  ['ip[2:2] - (tcp[12] >> 2) > 0', ['tcp[12]']],
  ['tcp and ip[2:2] + ip[0] > 0', []],
  ['vlan and ip or udp', ['udp']],
  ['not vlan and udp', ['udp']],
  ['vlan and ip and udp', []],
  ['vlan or greater 100', []],
  ['tcp port 80', []],
  ['tcp or udp port 80', ['tcp']],
  ['arp or tcp or udp portrange 1-9', ['tcp']],
  ['(tcp or udp) and port 80', []],
  ['tcp or udp', []],
  ['tcp port 80 or udp port 80', []],
  ['not host 10.0.0.1 or 10.0.0.2', ['10.0.0.2']],
  ['tcp and not port 80 or 443', ['443']],
  ['not host 10.0.0.1 or host 10.0.0.2', []],
  ['not (host 10.0.0.1 or 10.0.0.2)', []],
  ['not host 10.0.0.1 and not 10.0.0.2', []],
  ['host 10.0.0.1 or 10.0.0.2', []],
])('%s: remarks at %j', (text, places) => {
  const { remarks } = compileExpression(text);
  expect(remarks.map(({ span }) => text.slice(span.start, span.end))).toEqual(places);
});

test.each([
  ['ip6 and tcp[13] & 2 != 0', ['tcp[13]']],
  ['tcp[13] & 2 != 0 and ip6', ['tcp[13]']],
  ['ip6 and tcp and udp[2:2] = 53', ['udp[2:2]']],
  ['ip6 host ::1 and 4 + sctp[0] = 9', ['sctp[0]']],
  ['ip and tcp[13] & 2 != 0', []],
  ['ip6 or tcp[13] & 2 != 0', []],
  ['ip6 and icmp6[0] = 135', []],
])('%s: warnings at %j without --extensions', (text, places) => {
  const { warnings } = compileExpression(text);
  expect(warnings.map(({ span }) => text.slice(span.start, span.end))).toEqual(places);
  expect(warnings.every(({ message }) => message.includes('--extensions'))).toBe(true);
  expect(compileExpression(text, { extensions: true }).warnings).toEqual([]);
});
