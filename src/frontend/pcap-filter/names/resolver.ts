import type { Ipv6Words, MacAddress } from './address.ts';

/** The addresses of a host, in any order; each list may be empty. */
export interface HostAddresses {
  /** Each a u32. */
  readonly ipv4: readonly number[];
  readonly ipv6: readonly Ipv6Words[];
}

/** The ports of a service, each a u16; `null` where the service does not use the protocol. */
export interface ServicePorts {
  readonly tcp: number | null;
  readonly udp: number | null;
}

/** What names in filter expressions stand for. Each question yields `null` for an unknown name. */
export interface Resolver {
  /** @throws {@link LookupError} where the name may be known, but not here and now. */
  host(name: string): HostAddresses | null;
  /**
   * The number of a network, a u32: its highest byte that is not 0 is the first of its addresses, and
   * every byte from there on counts.
   */
  network(name: string): number | null;
  /** The Ethernet address of a host. */
  ether(name: string): MacAddress | null;
  service(name: string): ServicePorts | null;
  /** The number of a protocol over IP, a u8. */
  protocol(name: string): number | null;
}

/** Who was asked for a name gave no answer, so it can't be said whether there is such a name. */
export class LookupError extends Error {
  override readonly name = 'LookupError';
  readonly code = 'LOOKUP';
}

/** Asks `first`, and `second` for what that does not know. */
export function eitherResolver(first: Resolver, second: Resolver): Resolver {
  return {
    host: (name) => first.host(name) ?? second.host(name),
    network: (name) => first.network(name) ?? second.network(name),
    ether: (name) => first.ether(name) ?? second.ether(name),
    service: (name) => first.service(name) ?? second.service(name),
    protocol: (name) => first.protocol(name) ?? second.protocol(name),
  };
}
