import { ALWAYS, NEVER } from '../../control-flow/condition.ts';
import { equals, load } from '../meaning/packet-test.ts';
import { ETHERTYPE } from '../meaning/protocol-numbers.ts';
import { defineLayer } from './define-layer.ts';
import type { LinkLayer } from './link-layer.ts';

/** A header with an EtherType at `type`, without addresses that filters can be about. */
const etherTyped = (name: string, type: number, payload: number): LinkLayer =>
  defineLayer({
    name,
    type,
    payload,
    carries: (protocol, { linkType }) => equals(load(2, linkType), protocol),
  });

/** Sources: Apple's IP over FireWire and Symantec's firewall, tcpdump.org. */
export const ETHER_TYPED: readonly LinkLayer[] = [
  etherTyped('APPLE_IP_OVER_IEEE1394', 16, 18),
  etherTyped('SYMANTEC_FIREWALL', 6, 44),
];

/** Apple's LocalTalk, which carries AppleTalk alone. */
export const LTALK: LinkLayer = defineLayer({
  name: 'LTALK',
  carries: (protocol) => (protocol === ETHERTYPE.atalk ? ALWAYS : NEVER),
});
