import { expect, test } from 'vitest';
import {
  fileResolver,
  type NameFile,
} from '../../../../src/frontend/pcap-filter/names/name-files.ts';

const TEXTS: Readonly<Record<NameFile, string>> = {
  hosts: `127.0.0.1\tlocalhost
# 9.9.9.9 commented
::1 localhost ip6-localhost   # trailing comment
10.0.0.2 gate gate.example. GATE
10.0.0.1 gate
fe80::1%eth0 scoped
10.0.0.256 wrong
1.2.3 short
not-an-address nobody
::ffff:1.2.3.4 mapped
::1.2.3.256 overflow
10.0.0.9`,
  ethers: `08:00:20:0:61:ca pal
08:00:20:00:61:cb PAL
8:0:20:0:61 wrong
01-02-03-04-05-06 dashes`,
  networks: 'default 0.0.0.0\nloopback 127.0.0.0 lo-net\nshort 10.20\nwrong 300',
  services: `http\t\t80/tcp\t\twww www-http # WorldWideWeb
domain 53/tcp
domain 53/udp nameserver
http 8080/tcp
discard 9/sctp
big 70000/tcp
odd 80`,
  protocols: 'icmp 1 ICMP\nipv6 41 IPv6 # comment\nicmp 99\nbig 256\nodd x',
};

const resolver = fileResolver((file) => TEXTS[file]);

test('a host has the addresses of all its lines, whatever the case', () => {
  expect(resolver.host('localhost')).toEqual({ ipv4: [0x7f00_0001], ipv6: [[0, 0, 0, 1]] });
  expect(resolver.host('Gate')).toEqual({ ipv4: [0x0a00_0002, 0x0a00_0001], ipv6: [] });
  expect(resolver.host('ip6-LOCALHOST')).toEqual({ ipv4: [], ipv6: [[0, 0, 0, 1]] });
});

test('an IPv6 address may name its interface, or end in an IPv4 address', () => {
  expect(resolver.host('scoped')?.ipv6).toEqual([[0xfe80_0000, 0, 0, 1]]);
  expect(resolver.host('mapped')?.ipv6).toEqual([[0, 0, 0xffff, 0x0102_0304]]);
});

test.each(['wrong', 'short', 'nobody', 'overflow', 'commented', '10.0.0.9', '#', ''])(
  'there is no host %j',
  (name) => {
    expect(resolver.host(name)).toBeNull();
  },
);

test('of two Ethernet addresses of a host the first holds', () => {
  expect(resolver.ether('pal')).toEqual({ high: 0x0800, low: 0x2000_61ca });
  expect(resolver.ether('Dashes')).toEqual({ high: 0x0102, low: 0x0304_0506 });
  expect(resolver.ether('wrong')).toBeNull();
});

test('a network is at the top of a u32, and network 0 is none', () => {
  expect(resolver.network('LOOPBACK')).toBe(0x7f00_0000);
  expect(resolver.network('lo-net')).toBe(0x7f00_0000);
  expect(resolver.network('short')).toBe(0x0a14_0000);
  expect(resolver.network('default')).toBeNull();
  expect(resolver.network('wrong')).toBeNull();
});

test('a service has a port for each protocol', () => {
  expect(resolver.service('http')).toEqual({ tcp: 80, udp: null });
  expect(resolver.service('www')).toEqual({ tcp: 80, udp: null });
  expect(resolver.service('domain')).toEqual({ tcp: 53, udp: 53 });
  expect(resolver.service('nameserver')).toEqual({ tcp: null, udp: 53 });
});

test.each(['HTTP', 'discard', 'big', 'odd'])('there is no service %s', (name) => {
  expect(resolver.service(name)).toBeNull();
});

test('a protocol has a number', () => {
  expect(resolver.protocol('icmp')).toBe(1);
  expect(resolver.protocol('ICMP')).toBe(1);
  expect(resolver.protocol('IPv6')).toBe(41);
  expect(resolver.protocol('big')).toBeNull();
  expect(resolver.protocol('odd')).toBeNull();
});

test('a file is read when it is first asked for, and once', () => {
  const read: NameFile[] = [];
  const counted = fileResolver((file) => {
    read.push(file);
    return TEXTS[file];
  });
  expect(read).toEqual([]);
  counted.service('http');
  counted.service('nothing');
  counted.host('localhost');
  expect(read).toEqual(['services', 'hosts']);
});
