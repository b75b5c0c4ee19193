import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../src/interpret/interpret.ts';

/** Whether a packet of zeros but for some bytes passes. */
function passes(dlt: string, text: string, bytes: Readonly<Record<number, number>>): boolean {
  const packet = new Uint8Array(128);
  for (const [at, byte] of Object.entries(bytes)) {
    packet[Number(at)] = byte;
  }
  const { filter } = compileExpression(text, { dlt });
  return interpret(filter, { bytes: packet, wirelen: packet.length }) !== 0;
}

/** The values of one byte with which `text` passes. */
const valuesOf = (dlt: string, text: string, at: number, others = {}): readonly number[] =>
  Array.from({ length: 256 }, (_, value) => value).filter((value) =>
    passes(dlt, text, { ...others, [at]: value }),
  );

/** Every name of a table, with its number; as libpcap's pcap-filter(7) has them since 1.11. */
const table = (text: string): readonly (readonly [string, number])[] =>
  text
    .trim()
    .split(/\s+/)
    .map((row) => row.split('='))
    .map(([name = '', value]) => [name, Number(value)] as const);

describe('802.11', () => {
  const withVersion = (byte: number): readonly number[] => [byte, byte + 1, byte + 2, byte + 3];
  const SUBTYPES = {
    mgt: `assoc-req=0 assocreq=0 assoc-resp=0x10 assocresp=0x10 reassoc-req=0x20 reassocreq=0x20
      reassoc-resp=0x30 reassocresp=0x30 probe-req=0x40 probereq=0x40 probe-resp=0x50 proberesp=0x50
      beacon=0x80 atim=0x90 disassoc=0xa0 disassociation=0xa0 auth=0xb0 authentication=0xb0
      deauth=0xc0 deauthentication=0xc0`,
    ctl: `bar=0x80 ba=0x90 ps-poll=0xa0 rts=0xb0 cts=0xc0 ack=0xd0 cf-end=0xe0 cf-end-ack=0xf0`,
    data: `data=0 data-cf-ack=0x10 data-cf-poll=0x20 data-cf-ack-poll=0x30 null=0x40 cf-ack=0x50
      cf-poll=0x60 cf-ack-poll=0x70 qos-data=0x80 qos-data-cf-ack=0x90 qos-data-cf-poll=0xa0
      qos-data-cf-ack-poll=0xb0 qos=0xc0 qos-cf-poll=0xe0 qos-cf-ack-poll=0xf0`,
  };
  const TYPES = { mgt: 0x00, ctl: 0x04, data: 0x08 } as const;
  for (const type of ['mgt', 'ctl', 'data'] as const) {
    test.each(table(SUBTYPES[type]))(`subtype %s of ${type} is 0x%x`, (name, subtype) => {
      const expected = withVersion(TYPES[type] | subtype);
      for (const text of [
        `wlan subtype ${name}`,
        `subtype ${name.toUpperCase()}`,
        `type ${type} subtype ${name}`,
        `wlan type ${type} subtype ${subtype}`,
      ]) {
        expect(valuesOf('IEEE802_11', text, 0), text).toEqual(expected);
      }
      for (const other of ['mgt', 'ctl', 'data'].filter((one) => one !== type)) {
        expect(() => passes('IEEE802_11', `type ${other} subtype ${name}`, {})).toThrow('subtype');
      }
    });
  }

  test.each(table('mgt=0 management=0 ctl=4 control=4 data=8'))('type %s is %i', (name, type) => {
    const values = valuesOf('IEEE802_11', `type ${name}`, 0);
    expect(values).toHaveLength(64);
    expect(values.every((value) => (value & 0x0c) === type)).toBe(true);
  });

  test.each(table('nods=0 tods=1 fromds=2 dstods=3'))('dir %s is %i', (name, direction) => {
    const values = valuesOf('IEEE802_11', `wlan dir ${name}`, 1);
    expect(values).toHaveLength(64);
    expect(values.every((value) => (value & 3) === direction)).toBe(true);
  });
});

describe('directions', () => {
  const where = (predicate: (value: number) => boolean): readonly number[] =>
    Array.from({ length: 256 }, (_, value) => value).filter(predicate);

  test.each([
    ['DSA_TAG_DSA', 12, (byte: number) => (byte & 0x40) === 0, (byte: number) => byte >> 6 === 1],
    ['DSA_TAG_BRCM', 12, (byte: number) => byte >> 5 === 0, (byte: number) => byte >> 5 === 1],
    ['JUNIPER_MFR', 3, (byte: number) => byte % 2 === 1, (byte: number) => byte % 2 === 0],
    ['JUNIPER_ETHER', 3, (byte: number) => byte % 2 === 1, (byte: number) => byte % 2 === 0],
    ['PPP_PPPD', 0, (byte: number) => byte === 0, (byte: number) => byte === 1],
    ['PFLOG', 60, (byte: number) => byte === 1, (byte: number) => byte === 2],
    ['IPNET', 3, (byte: number) => byte === 2, (byte: number) => byte === 1],
    ['LINUX_SLL', 1, (byte: number) => byte !== 4, (byte: number) => byte === 4],
    ['LINUX_SLL2', 10, (byte: number) => byte !== 4, (byte: number) => byte === 4],
  ])('of %s are in byte %i', (dlt, at, inbound, outbound) => {
    expect(valuesOf(dlt, 'inbound', at), 'inbound').toEqual(where(inbound));
    expect(valuesOf(dlt, 'outbound', at), 'outbound').toEqual(where(outbound));
  });
});

describe('OpenBSD packet filter', () => {
  test.each(
    table(`match=0 bad-offset=1 fragment=2 short=3 normalize=4 memory=5 bad-timestamp=6 congestion=7
      ip-option=8 proto-cksum=9 state-mismatch=10 state-insert=11 state-limit=12 src-limit=13
      synproxy=14 map-failed=15 state-locked=15 translate=15 dummynet=15 no-route=16`),
  )('reason %s is %i', (name, number) => {
    expect(valuesOf('PFLOG', `reason ${name}`, 3)).toEqual([number]);
  });

  test.each(
    table(`pass=0 accept=0 drop=1 block=1 scrub=2 noscrub=3 nat=4 nonat=5 binat=6 nobinat=7 rdr=8
      nordr=9 synproxy-drop=10 defer=11 dummynet=11 match=12 nodummynet=12 divert=13 nat64=13 rt=14
      nonat64=14 afrt=15`),
  )('action %s is %i', (name, number) => {
    expect(valuesOf('PFLOG', `action ${name}`, 2)).toEqual([number]);
  });
});

describe('IEEE 802.2', () => {
  const unnumbered = (value: number) => (byte: number) => (byte & 0xef) === value;
  const supervisory = (value: number) => (byte: number) => (byte & 0x0f) === value;

  test.each([
    ['i', (byte: number) => byte % 2 === 0],
    ['s', (byte: number) => byte % 4 === 1],
    ['u', (byte: number) => byte % 4 === 3],
    ['rr', supervisory(1)],
    ['rnr', supervisory(5)],
    ['rej', supervisory(9)],
    ['ui', unnumbered(0x03)],
    ['ua', unnumbered(0x63)],
    ['disc', unnumbered(0x43)],
    ['dm', unnumbered(0x0f)],
    ['sabme', unnumbered(0x6f)],
    ['test', unnumbered(0xe3)],
    ['xid', unnumbered(0xaf)],
    ['frmr', unnumbered(0x87)],
  ])('llc %s', (name, predicate) => {
    const values = valuesOf('EN10MB', `llc ${name}`, 16, { 13: 100 });
    expect(values).toEqual(Array.from({ length: 256 }, (_, byte) => byte).filter(predicate));
  });
});

test.each(
  table(`icmptype=0 icmpcode=1 icmp-echoreply=0 icmp-unreach=3 icmp-sourcequench=4 icmp-redirect=5
    icmp-echo=8 icmp-routeradvert=9 icmp-routersolicit=10 icmp-timxceed=11 icmp-paramprob=12
    icmp-tstamp=13 icmp-tstampreply=14 icmp-ireq=15 icmp-ireqreply=16 icmp-maskreq=17
    icmp-maskreply=18 icmp6type=0 icmp6code=1 icmp6-destinationunreach=1 icmp6-packettoobig=2
    icmp6-timeexceeded=3 icmp6-parameterproblem=4 icmp6-echo=128 icmp6-echoreply=129
    icmp6-multicastlistenerquery=130 icmp6-multicastlistenerreportv1=131
    icmp6-multicastlistenerdone=132 icmp6-routersolicit=133 icmp6-routeradvert=134
    icmp6-neighborsolicit=135 icmp6-neighboradvert=136 icmp6-redirect=137 icmp6-routerrenum=138
    icmp6-nodeinformationquery=139 icmp6-nodeinformationresponse=140
    icmp6-ineighbordiscoverysolicit=141 icmp6-ineighbordiscoveryadvert=142
    icmp6-multicastlistenerreportv2=143 icmp6-homeagentdiscoveryrequest=144
    icmp6-homeagentdiscoveryreply=145 icmp6-mobileprefixsolicit=146 icmp6-mobileprefixadvert=147
    icmp6-certpathsolicit=148 icmp6-certpathadvert=149 icmp6-multicastrouteradvert=151
    icmp6-multicastroutersolicit=152 icmp6-multicastrouterterm=153 tcpflags=13 tcp-fin=1 tcp-syn=2
    tcp-rst=4 tcp-push=8 tcp-ack=16 tcp-urg=32 tcp-ece=64 tcp-cwr=128`),
)('%s stands for %i', (name, number) => {
  expect(valuesOf('RAW', `link[0] = ${name}`, 0)).toEqual([number]);
});

test.each([
  ['EN10MB', 'ip broadcast', { netmask: 0xffff_ffff }, "'ip broadcast' needs the netmask"],
  ['PPP_BSDOS', 'link proto 65536', {}, 'PPP protocol 65536'],
  ['PPP', 'link proto 65536', {}, 'PPP protocol 65536'],
  ['PPP_PPPD', 'link proto 65536', {}, 'PPP protocol 65536'],
  ['C_HDLC', 'link proto 65536', {}, 'HDLC protocol 65536'],
  ['EN10MB', 'link proto 65536', {}, 'EtherType 65536'],
  ['LINUX_SLL', 'link proto 1500', {}, 'SAP 1500'],
  ['LINUX_SLL', 'link proto 256', {}, 'SAP 256'],
  ['IEEE802', 'link proto 1500', {}, 'SAP 1500'],
])('on %s %s is refused', (dlt, text, options, message) => {
  expect(() => compileExpression(text, { dlt, ...options })).toThrow(message);
});

test.each(['USER0', 'DLT_USER7', 'user15', '147', '9999'])('%s takes len and link[…]', (dlt) => {
  expect(passes(dlt, 'len = 128 and link[1] = 7', { 1: 7 })).toBe(true);
  expect(() => compileExpression('tcp', { dlt })).toThrow(/link-layer header|link type/i);
});
