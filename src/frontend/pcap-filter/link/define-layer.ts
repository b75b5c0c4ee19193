import { behind } from '../meaning/packet-test.ts';
import type { LinkLayer } from './link-layer.ts';

/** A kind of link-layer header of fixed length. */
export type LayerDefinition = Pick<LinkLayer, 'name'> &
  Partial<LinkLayer> & {
    /** Where the field is that says what the payload is, in bytes from the start of the header. */
    readonly type?: number;
    /** Where the network-layer header starts, in bytes from the start of the header. */
    readonly payload?: number;
  };

/** A link layer that has and says nothing but what `definition` names. */
export function defineLayer({ type = 0, payload = 0, ...parts }: LayerDefinition): LinkLayer {
  return {
    addresses: null,
    offsets: (start) => ({
      header: start,
      linkType: behind(start, type),
      payload: behind(start, payload),
    }),
    carries: () => null,
    isoPacket: ({ payload }) => payload,
    crossed: () => null,
    interfaceIndex: () => null,
    ...parts,
  };
}
