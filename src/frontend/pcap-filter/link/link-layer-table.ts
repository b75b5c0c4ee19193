import { ABOVE_LLC } from './above-llc.ts';
import { addressFamilyLayers, type PacketOrigin } from './address-family.ts';
import { ARCNET, BACNET_MS_TP } from './arcnet.ts';
import { SUNATM } from './atm.ts';
import { defineLayer } from './define-layer.ts';
import { ETHER_TYPED, LTALK } from './ether-typed.ts';
import { ETHERNET, NETANALYZER, SWITCH_TAGGED } from './ethernet.ts';
import { WIRELESS } from './ieee-802-11.ts';
import { JUNIPER } from './juniper.ts';
import type { LinkLayer } from './link-layer.ts';
import { LINUX_SLL, LINUX_SLL2 } from './linux-cooked.ts';
import { PPP } from './ppp.ts';
import { RAW_IP } from './raw-ip.ts';
import { SERIAL_LINE } from './serial-line.ts';
import { SS7 } from './ss7.ts';

/** The link-layer headers whose fields filters can be about, whoever captured the packets. */
const LAYERS: readonly LinkLayer[] = [
  ETHERNET,
  ...NETANALYZER,
  ...SWITCH_TAGGED,
  ...RAW_IP,
  LINUX_SLL,
  LINUX_SLL2,
  ...PPP,
  ...SERIAL_LINE,
  ...ABOVE_LLC,
  ...WIRELESS,
  ...ARCNET,
  BACNET_MS_TP,
  SUNATM,
  ...SS7,
  ...JUNIPER,
  ...ETHER_TYPED,
  LTALK,
];

const byName = (origin: PacketOrigin): ReadonlyMap<string, LinkLayer> =>
  new Map([...LAYERS, ...addressFamilyLayers(origin)].map((layer) => [layer.name, layer]));

const LAYERS_BY_NAME: Readonly<Record<PacketOrigin, ReadonlyMap<string, LinkLayer>>> = {
  live: byName('live'),
  savefile: byName('savefile'),
};

/**
 * The link-layer header of packets from `origin`, by the DLT name. Of a type that is not known
 * closer, filters can be about the bytes and the length.
 */
export function linkLayerOf(name: string, origin: PacketOrigin): LinkLayer {
  return LAYERS_BY_NAME[origin].get(name) ?? defineLayer({ name });
}
