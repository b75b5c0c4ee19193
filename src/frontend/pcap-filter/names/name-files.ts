import { endOfMac } from '../syntax/scan-address.ts';
import { type Ipv6Words, type MacAddress, parseMac } from './address.ts';
import type { HostAddresses, Resolver, ServicePorts } from './resolver.ts';
import { parseIpv4, parseScopedIpv6, parseUpTo } from './system-text.ts';

/** The files in which a system keeps names, as they are called in `/etc`. */
export type NameFile = 'hosts' | 'ethers' | 'networks' | 'services' | 'protocols';

/** Yields the text of a file; the empty text where there is none. */
export type ReadNameFile = (file: NameFile) => string;

/**
 * Knows the names in a system's files. Each file is read when it is first asked for. Lines that do
 * not make sense are passed over. Names of hosts and networks are the same in upper and lower case.
 *
 * Source: the manual pages hosts(5), ethers(5), networks(5), services(5) and protocols(5).
 */
export function fileResolver(read: ReadNameFile): Resolver {
  const hosts = onFirstUse(() => parseHosts(read('hosts')));
  const ethers = onFirstUse(() => parseEthers(read('ethers')));
  const networks = onFirstUse(() => parseNetworks(read('networks')));
  const services = onFirstUse(() => parseServices(read('services')));
  const protocols = onFirstUse(() => parseProtocols(read('protocols')));
  return {
    host: (name) => hosts().get(name.toLowerCase()) ?? null,
    ether: (name) => ethers().get(name.toLowerCase()) ?? null,
    network: (name) => networks().get(name.toLowerCase()) ?? null,
    service: (name) => services().get(name) ?? null,
    protocol: (name) => protocols().get(name) ?? null,
  };
}

/** Lines of an address and the names of a host; a host on several lines has several addresses. */
function parseHosts(text: string): ReadonlyMap<string, HostAddresses> {
  const hosts = new Map<string, { readonly ipv4: number[]; readonly ipv6: Ipv6Words[] }>();
  for (const [address = '', ...names] of rows(text)) {
    const ipv4 = parseIpv4(address);
    const ipv6 = parseScopedIpv6(address);
    for (const name of new Set(names.map((one) => one.toLowerCase()))) {
      const host = hosts.get(name) ?? { ipv4: [], ipv6: [] };
      if (ipv4 !== null) {
        host.ipv4.push(ipv4);
      }
      if (ipv6 !== null) {
        host.ipv6.push(ipv6);
      }
      if (ipv4 !== null || ipv6 !== null) {
        hosts.set(name, host);
      }
    }
  }
  return hosts;
}

/** Lines of an Ethernet address and the name of a host. */
function parseEthers(text: string): ReadonlyMap<string, MacAddress> {
  const ethers = new Map<string, MacAddress>();
  for (const [address = '', name] of rows(text)) {
    if (name !== undefined && address !== '' && endOfMac(address, 0) === address.length) {
      addFirst(ethers, name.toLowerCase(), parseMac(address));
    }
  }
  return ethers;
}

/** Lines of the name of a network, its first bytes, and more names. Network 0 is none. */
function parseNetworks(text: string): ReadonlyMap<string, number> {
  const networks = new Map<string, number>();
  for (const [name = '', number = '', ...aliases] of rows(text)) {
    const missing = 4 - number.split('.').length;
    const network = parseIpv4(number + '.0'.repeat(Math.max(0, missing)));
    if (network !== null && network !== 0) {
      for (const one of [name, ...aliases]) {
        addFirst(networks, one.toLowerCase(), network);
      }
    }
  }
  return networks;
}

/** Lines of the name of a service, `port/protocol`, and more names. */
function parseServices(text: string): ReadonlyMap<string, ServicePorts> {
  const services = new Map<string, ServicePorts>();
  for (const [name = '', port = '', ...aliases] of rows(text)) {
    const [, digits = '', protocol] = /^(\d+)\/(tcp|udp)$/.exec(port) ?? [];
    const number = parseUpTo(digits, 0xffff);
    if (number !== null) {
      for (const one of [name, ...aliases]) {
        const { tcp, udp } = services.get(one) ?? { tcp: null, udp: null };
        services.set(
          one,
          protocol === 'tcp' ? { tcp: tcp ?? number, udp } : { tcp, udp: udp ?? number },
        );
      }
    }
  }
  return services;
}

/** Lines of the name of a protocol, its number, and more names. */
function parseProtocols(text: string): ReadonlyMap<string, number> {
  const protocols = new Map<string, number>();
  for (const [name = '', digits = '', ...aliases] of rows(text)) {
    const number = parseUpTo(digits, 0xff);
    if (number !== null) {
      for (const one of [name, ...aliases]) {
        addFirst(protocols, one, number);
      }
    }
  }
  return protocols;
}

/** The words of each line that has some before its comment. */
function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/));
}

/** Where a name stands twice, the first line holds. */
function addFirst<Value>(names: Map<string, Value>, name: string, value: Value): void {
  if (!names.has(name)) {
    names.set(name, value);
  }
}

/** Yields what `make` makes at the first call. */
function onFirstUse<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
