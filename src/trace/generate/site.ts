import type { Random } from '../../support/random.ts';
import { octets } from './octets.ts';
import type { Profile } from './profile.ts';

/** One interface on the network. */
export interface Host {
  /** 6 bytes; that of the router for hosts beyond it. */
  readonly mac: Uint8Array;
  /** 4 bytes. */
  readonly ipv4: Uint8Array;
  /** 16 bytes. */
  readonly ipv6: Uint8Array;
}

/** The hosts that a trace shows: those of the local network, and those beyond its router. */
export interface Site {
  readonly random: Random;
  readonly profile: Profile;
  readonly router: Host;
  readonly local: readonly Host[];
  readonly remote: readonly Host[];
}

/** Networks that stand for the Internet: set aside for documentation and benchmarks (RFC 6890). */
const REMOTE_NETWORKS: readonly (readonly [number, number])[] = [
  [198, 51],
  [203, 0],
  [192, 0],
  [198, 18],
];

/** Makes the hosts of a trace; the same `random` state makes the same ones. */
export function makeSite(random: Random, profile: Profile): Site {
  const router = localHost(profile.network, 1);
  const local = Array.from({ length: profile.localHosts }, (_, index) =>
    localHost(profile.network, index + 2),
  );
  const remote = Array.from({ length: profile.remoteHosts }, () => remoteHost(random, router.mac));
  return { random, profile, router, local, remote };
}

/** Picks a host; those at the front of the list are picked much more often. */
export function popular(random: Random, hosts: readonly Host[]): Host {
  const host = hosts[random.below(random.below(hosts.length) + 1)];
  return host ?? random.pick(hosts);
}

function localHost(network: readonly [number, number], index: number): Host {
  const [high, low] = [index >>> 8, index & 0xff];
  const mac = octets(0x02, 0x42, network[0], network[1], high, low);
  return {
    mac,
    ipv4: octets(network, high, low),
    ipv6: octets(0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, interfaceIdentifier(mac)),
  };
}

function remoteHost(random: Random, routerMac: Uint8Array): Host {
  const [high, low] = random.pick(REMOTE_NETWORKS);
  const third = high === 198 && low === 51 ? 100 : high === 203 ? 113 : random.below(4);
  return {
    mac: routerMac,
    ipv4: octets(high, low, third, random.between(1, 254)),
    ipv6: octets(0x20, 0x01, 0x0d, 0xb8, random.between(2, 9), 0, 0, 0, random.bytes(8)),
  };
}

/** The link-local IPv6 address of the host with `mac`. */
export function linkLocal(mac: Uint8Array): Uint8Array {
  return octets(0xfe, 0x80, 0, 0, 0, 0, 0, 0, interfaceIdentifier(mac));
}

/** The modified EUI-64 of a MAC address (RFC 4291, appendix A). */
function interfaceIdentifier(mac: Uint8Array): Uint8Array {
  return octets((mac[0] ?? 0) ^ 2, mac.subarray(1, 3), 0xff, 0xfe, mac.subarray(3));
}
