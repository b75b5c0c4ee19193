import { expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { renderFilterError } from '../../../../src/frontend/pcap-filter/errors.ts';
import type { Ipv6Words } from '../../../../src/frontend/pcap-filter/names/address.ts';
import { addressesInFilter } from '../../../../src/frontend/pcap-filter/names/host-addresses.ts';
import { fileResolver } from '../../../../src/frontend/pcap-filter/names/name-files.ts';
import {
  eitherResolver,
  LookupError,
  type Resolver,
} from '../../../../src/frontend/pcap-filter/names/resolver.ts';
import { WELL_KNOWN_NAMES } from '../../../../src/frontend/pcap-filter/names/well-known-names.ts';
import { printFilter } from '../../../../src/ir/print.ts';

const FILES: Readonly<Record<string, string>> = {
  hosts: `10.0.0.2 both
10.0.0.1 both
fd00::2 both
fd00::1 both
10.0.0.1 both
10.0.0.5 gate
10.0.0.6 noether
fd00::6 six`,
  ethers: '08:00:20:00:61:ca gate\n08:00:20:00:61:cb six',
  networks: 'office 10.20.0.0\nlab 0.10.20.30',
  services:
    'here 4711/tcp\nhere 4711/udp\nstream 4712/tcp\ndatagram 4713/udp\nsplit 1/tcp\nsplit 2/udp',
  protocols: 'myproto 77',
};

const resolver = eitherResolver(
  fileResolver((file) => FILES[file] ?? ''),
  WELL_KNOWN_NAMES,
);

const irOf = (text: string, options: { readonly resolver?: Resolver } = {}): string =>
  printFilter(compileExpression(text, { resolver, ...options }).filter);

test.each([
  ['host gate', 'host 10.0.0.5'],
  ['host GATE', 'host 10.0.0.5'],
  ['gate', 'host 10.0.0.5', 'host 1.2.3.4 or '],
  ['src host gate', 'src host 10.0.0.5'],
  ['arp host gate', 'arp host 10.0.0.5'],
  ['ip6 host six', 'ip6 host fd00::6'],
  ['host six', 'host fd00::6'],
  ['ether host gate', 'ether host 08:00:20:00:61:ca'],
  ['ether src gate', 'ether src 08:00:20:00:61:ca'],
  ['net office', 'host 10.20.0.0'],
  ['net lab', 'net 10.20.30'],
  ['port here', 'port 4711'],
  ['sctp port here', 'sctp port 4711'],
  ['port stream', 'tcp port 4712'],
  ['port datagram', 'udp port 4713'],
  ['port split', 'tcp port 1'],
  ['udp port split', 'udp port 2'],
  ['port http-alt', 'tcp port 8080'],
  ['portrange stream-5000', 'portrange 4712-5000'],
  ['portrange stream-http', 'tcp portrange 80-4712'],
  ['portrange stream-datagram', 'portrange 4712-4713'],
  ['tcp portrange here-stream', 'tcp portrange 4711-4712'],
  ['ip proto myproto', 'ip proto 77'],
  ['ip6 proto \\icmp', 'ip6 proto 1'],
  ['proto \\ipv6-icmp', 'proto 58'],
])('%j means %j', (named, numeric, before = '') => {
  expect(irOf(before + named)).toBe(irOf(before + numeric));
});

test('a host with several addresses is any of them, the lowest first', () => {
  expect(irOf('ip6 src host both')).toMatch(/0xfd000000[\s\S]*0x1\b[\s\S]*0xfd000000[\s\S]*0x2\b/);
  expect(irOf('ip src host both').match(/0xa00000[12]/g)).toEqual(['0xa000001', '0xa000002']);
});

test('a gateway forwards: its Ethernet address, and not its IPv4 address', () => {
  const ir = irOf('gateway gate');
  for (const constant of ['0x800', '0x200061ca', '0xa000005']) {
    expect(ir).toContain(constant);
  }
});

test('addresses are in order, without doubles, at most a hundred of a family', () => {
  const six = (low: number): Ipv6Words => [0xfd00_0000, 0, 0, low];
  const many = Array.from({ length: 150 }, (_, index) => 150 - index);
  const { ipv4, ipv6 } = addressesInFilter({
    ipv4: [...many, ...many],
    ipv6: [six(2), six(1), six(2)],
  });
  expect(ipv4).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(ipv6).toEqual([six(1), six(2)]);
});

/** The rendered error of an expression whose host names get `answer`. */
function errorOf(text: string, host: Resolver['host'] = resolver.host): string {
  try {
    compileExpression(text, { resolver: { ...resolver, host } });
  } catch (error) {
    expect(error).toMatchObject({ code: 'FILTER_NAME' });
    return renderFilterError(error as Parameters<typeof renderFilterError>[0], text);
  }
  throw new Error(`${text} compiles`);
}

test.each([
  ['tcp or host nowhere', "unknown host 'nowhere'\n  tcp or host nowhere\n              ^~~~~~~"],
  ['ether host noether', "unknown Ethernet host 'noether'"],
  ['gateway noether', "unknown Ethernet host 'noether'"],
  ['gateway six', "host 'six' has no IPv4 address"],
  ['ip host six', "host 'six' has no IPv4 address"],
  ['ip6 host gate', "host 'gate' has no IPv6 address"],
  ['net gate', "unknown network 'gate'"],
  ['port nothing', "unknown port 'nothing'"],
  ['portrange a-http', "unknown port 'a'"],
  ['udp port stream', "'stream' is of tcp, not udp"],
  ['sctp port stream', "'stream' is of tcp, not sctp"],
  ['proto nothing', "unknown protocol 'nothing'"],
])('%j is refused: %s', (text, message) => {
  expect(errorOf(text)).toContain(message);
});

test('a lookup without an answer says so', () => {
  const silent = (): never => {
    throw new LookupError('no answer within 5 s');
  };
  expect(errorOf('host slow.example', silent)).toBe(
    "host 'slow.example' can't be looked up: no answer within 5 s\n" +
      '  host slow.example\n       ^~~~~~~~~~~~',
  );
});

test('a defect of a resolver is not taken for an unknown name', () => {
  const broken = {
    ...resolver,
    host: (): never => {
      throw new TypeError('broken');
    },
  };
  expect(() => compileExpression('host a', { resolver: broken })).toThrow(TypeError);
});
