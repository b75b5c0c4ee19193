import { expect, test } from 'vitest';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../src/interpret/interpret.ts';

/** What an expression makes of the empty packet: a load rejects it. */
const ofNothing = (dlt: string, text: string): boolean =>
  interpret(compileExpression(text, { dlt }).filter, { bytes: new Uint8Array(), wirelen: 0 }) !== 0;

/** Every word for a protocol that link types with one version of IP settle. */
const LINK_WORDS = [
  'arp',
  'rarp',
  'atalk',
  'aarp',
  'decnet',
  'lat',
  'sca',
  'moprc',
  'mopdl',
  'stp',
];
const OVER = {
  IPV4: ['icmp', 'igmp', 'igrp', 'vrrp', 'carp', 'ip multicast', 'src host 1.2.3.4', 'tcp'],
  IPV6: ['icmp6', 'ip6 multicast', 'tcp', 'udp port 53', 'ip6 host ::1', 'sctp'],
} as const;
const ALWAYS = { IPV4: 'ip', IPV6: 'ip6' } as const;
const NEVER = { IPV4: 'ip6', IPV6: 'ip' } as const;

for (const dlt of ['IPV4', 'IPV6'] as const) {
  const always = ALWAYS[dlt];
  test.each([NEVER[dlt], ...LINK_WORDS])(
    `on ${dlt} '%s' never holds, and loads nothing`,
    (never) => {
      expect(ofNothing(dlt, never)).toBe(false);
      expect(ofNothing(dlt, `not ${never}`)).toBe(true);
    },
  );

  test.each(OVER[dlt])(
    `on ${dlt} nothing is loaded for '%s' where a constant settles it`,
    (word) => {
      const never = NEVER[dlt];
      for (const text of [
        `${word} or ${always}`,
        `${always} or ${word}`,
        `${word} or not ${never}`,
        `not ${word} or ${always}`,
        `not (${word} and ${never})`,
        `not (${never} and ${word})`,
        `not (not (${word} or ${always}))`,
        `${word} or ${word} or ${always} or ${word}`,
        `(${word} or ${always}) and (${always} or ${word})`,
        `not (${word} and ${never}) and not (${word} and ${word} and ${never} and len < 0)`,
      ]) {
        expect(ofNothing(dlt, text), text).toBe(true);
      }
    },
  );

  test.each(OVER[dlt])(`on ${dlt} '%s' is loaded where the constant settles nothing`, (word) => {
    for (const text of [word, `not ${word}`, `${word} and ${always}`, `${NEVER[dlt]} or ${word}`]) {
      expect(ofNothing(dlt, text), text).toBe(false);
    }
  });
}

test('on RAW the version decides, so that its byte is loaded', () => {
  expect(ofNothing('RAW', 'igmp or ip')).toBe(false);
  expect(ofNothing('RAW', 'not arp')).toBe(true);
  expect(ofNothing('RAW', 'igmp or not arp')).toBe(true);
});

test('lengths that the link layer tells are worked out even where a constant settles the expression', () => {
  expect(ofNothing('IEEE802_11_RADIO', 'not (tcp and link proto 0x1)')).toBe(false);
});
