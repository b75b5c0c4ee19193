import { NEVER } from '../../control-flow/condition.ts';
import { byteAt, equals } from '../meaning/packet-test.ts';
import { ETHERTYPE } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** The system codes of protocols. Sources: RFC 1201, 3.3; ATA 878.2 for IPv6 and AppleTalk. */
const SYSTEM_CODES: ReadonlyMap<number, number> = new Map<number, number>([
  [ETHERTYPE.ip, 0xd4],
  [ETHERTYPE.ip6, 0xc4],
  [ETHERTYPE.arp, 0xd5],
  [ETHERTYPE.rarp, 0xd6],
  [ETHERTYPE.atalk, 0xdd],
]);

/** The address of all stations. */
const BROADCAST = 0x00;

/** Source, destination, system code, and what says how a datagram is split: four bytes. */
function arcnet(name: string, type: number): LinkLayer {
  return defineLayer({
    name,
    addresses: { kind: 'byte', source: 0, destination: 1, broadcast: BROADCAST, multicast: true },
    type,
    payload: type + 4,
    carries(protocol, { linkType }) {
      const code = SYSTEM_CODES.get(protocol);
      return code === undefined ? NEVER : equals(byteAt(linkType), code);
    },
  });
}

/** ARCNET as BSD keeps it, and with the offset field that Linux puts behind the addresses. */
export const ARCNET: readonly LinkLayer[] = [arcnet('ARCNET', 2), arcnet('ARCNET_LINUX', 4)];

/** BACnet on an RS-485 bus, whose frames carry no other protocol. Source: ASHRAE 135, clause 9. */
export const BACNET_MS_TP: LinkLayer = defineLayer({
  name: 'BACNET_MS_TP',
  addresses: { kind: 'byte', source: 4, destination: 3, broadcast: 0xff, multicast: false },
});
