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
])('%s: remarks at %j', (text, places) => {
  const { remarks } = compileExpression(text);
  expect(remarks.map(({ span }) => text.slice(span.start, span.end))).toEqual(places);
});
