import { ALWAYS } from '../../control-flow/condition.ts';
import type { LinkLayer } from '../link/link-layer.ts';
import {
  type FrameOffsets,
  fromStart,
  type OffsetVariable,
  type PacketTest,
  type Place,
} from './packet-test.ts';

/** The headers that primitives are about at some point of the text. */
export interface Frame {
  readonly layer: LinkLayer;
  readonly offsets: FrameOffsets;
  /** Whether the packet starts with it, and no VLAN tag of it has been read. */
  readonly untouched: boolean;
  /** Whether it is in a tunnel. */
  readonly tunneled: boolean;
  /** How many MPLS labels stand between the link-layer header and the payload. */
  readonly labels: number;
  /** What a packet fulfils whose link-layer header says what the payload is. */
  readonly typed: PacketTest;
  /** What a packet fulfils that has a link-layer header with addresses. */
  readonly addressed: PacketTest;
}

/** What an encapsulation tests, and what the text behind it is about. */
export interface EncapsulationMeaning {
  readonly test: PacketTest;
  readonly frame: Frame;
}

/** The frame of link layer `layer` that starts at `start`. */
export function frameAt(layer: LinkLayer, start: Place): Frame {
  return {
    layer,
    offsets: layer.offsets(start),
    untouched: false,
    tunneled: false,
    labels: 0,
    typed: ALWAYS,
    addressed: ALWAYS,
  };
}

/** The frame that the packet starts with. */
export function outermostFrame(layer: LinkLayer): Frame {
  return { ...frameAt(layer, fromStart(0)), untouched: true };
}

/** The variables that the places of `frame` are relative to. */
export function variablesOf({ offsets }: Frame): ReadonlySet<OffsetVariable> {
  const variables = new Set<OffsetVariable>();
  for (const { base } of [offsets.header, offsets.linkType, offsets.payload]) {
    if (base?.kind === 'offset-variable') {
      variables.add(base);
    }
  }
  return variables;
}
