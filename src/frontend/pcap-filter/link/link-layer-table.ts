import { ETHERNET } from './ethernet.ts';
import type { LinkLayer } from './link-layer.ts';
import { LINUX_SLL, LINUX_SLL2 } from './linux-cooked.ts';
import { RAW, RAW_IPV4, RAW_IPV6 } from './raw-ip.ts';

/** The link-layer headers that filter expressions can be about, by DLT name. */
export const LINK_LAYERS: ReadonlyMap<string, LinkLayer> = new Map(
  [ETHERNET, RAW, RAW_IPV4, RAW_IPV6, LINUX_SLL, LINUX_SLL2].map((layer) => [layer.name, layer]),
);
