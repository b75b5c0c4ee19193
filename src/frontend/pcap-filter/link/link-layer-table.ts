import { ETHERNET } from './ethernet.ts';
import type { LinkLayer } from './link-layer.ts';

/** The link-layer headers that filter expressions can be about, by DLT name. */
export const LINK_LAYERS: ReadonlyMap<string, LinkLayer> = new Map(
  [ETHERNET].map((layer) => [layer.name, layer]),
);
