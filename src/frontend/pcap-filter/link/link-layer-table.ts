import { ABOVE_LLC } from './above-llc.ts';
import { addressFamilyLayers, type PacketOrigin } from './address-family.ts';
import { ETHERNET, NETANALYZER, SWITCH_TAGGED } from './ethernet.ts';
import type { LinkLayer } from './link-layer.ts';
import { LINUX_SLL, LINUX_SLL2 } from './linux-cooked.ts';
import { PPP } from './ppp.ts';
import { RAW_IP } from './raw-ip.ts';
import { SERIAL_LINE } from './serial-line.ts';

/** The link-layer headers of packets from `origin` that expressions can be about, by DLT name. */
export function linkLayers(origin: PacketOrigin): ReadonlyMap<string, LinkLayer> {
  return new Map(
    [
      ETHERNET,
      ...NETANALYZER,
      ...SWITCH_TAGGED,
      ...RAW_IP,
      LINUX_SLL,
      LINUX_SLL2,
      ...PPP,
      ...SERIAL_LINE,
      ...ABOVE_LLC,
      ...addressFamilyLayers(origin),
    ].map((layer) => [layer.name, layer]),
  );
}
