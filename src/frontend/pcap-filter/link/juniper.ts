import { behind, byteAt, equals, load } from '../meaning/packet-test.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** What all packets of Juniper's routers start with: a magic number of three bytes, then flags. */
const MAGIC = { mask: 0xffff_ff00, value: 0x4d47_4300 } as const;
const FLAGS = { byte: 3, inbound: 0x01 } as const;

/** Where a packet has its network-layer header and its ISO packet, in bytes from its start. */
interface Payload {
  readonly network: number;
  readonly iso: number;
}

/** Headers whose length nobody tells: both would be before the packet, so nothing is found there. */
const UNKNOWN: Payload = { network: -2, iso: -2 };

/** Source: JUNIPER link-layer types, tcpdump.org. */
const PAYLOADS: Readonly<Record<string, Payload>> = {
  JUNIPER_ATM1: { network: 4, iso: 14 },
  JUNIPER_ATM2: { network: 8, iso: 18 },
  JUNIPER_ATM_CEMIC: UNKNOWN,
  JUNIPER_CHDLC: { network: 4, iso: 3 },
  JUNIPER_ES: UNKNOWN,
  JUNIPER_ETHER: { network: 32, iso: 35 },
  JUNIPER_FIBRECHANNEL: UNKNOWN,
  JUNIPER_FRELAY: { network: 4, iso: 3 },
  JUNIPER_GGSN: { network: 12, iso: 11 },
  JUNIPER_ISM: UNKNOWN,
  JUNIPER_MFR: { network: 4, iso: 3 },
  JUNIPER_MLFR: { network: 4, iso: 3 },
  JUNIPER_MLPPP: { network: 4, iso: 3 },
  JUNIPER_MONITOR: { network: 12, iso: 11 },
  JUNIPER_PPP: { network: 4, iso: 3 },
  JUNIPER_PPPOE: { network: 32, iso: 35 },
  JUNIPER_PPPOE_ATM: { network: 6, iso: 5 },
  JUNIPER_SERVICES: UNKNOWN,
  JUNIPER_SRX_E2E: UNKNOWN,
  JUNIPER_ST: UNKNOWN,
  JUNIPER_VP: UNKNOWN,
  JUNIPER_VS: UNKNOWN,
};

/**
 * Packets of Juniper's routers. As in libpcap, the magic number alone is tested for any protocol.
 */
export const JUNIPER: readonly LinkLayer[] = Object.entries(PAYLOADS).map(
  ([name, { network, iso }]) =>
    defineLayer({
      name,
      payload: network,
      ipVersionsAlike: true,
      carries: (_protocol, { header }) => equals(load(4, header, MAGIC.mask), MAGIC.value),
      isoPacket: ({ header }) => behind(header, iso),
      crossed: (direction, { header }) =>
        equals(
          byteAt(behind(header, FLAGS.byte), FLAGS.inbound),
          direction === 'inbound' ? FLAGS.inbound : 0,
        ),
    }),
);
