import { be16, be32, type Octets, octets } from './octets.ts';

/** Numbers of the EtherType field, u16s. Source: the IANA registry "IEEE 802 Numbers". */
export const ETHER_TYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  vlan: 0x8100,
  ipv6: 0x86dd,
  mpls: 0x8847,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
  qinq: 0x88a8,
  lldp: 0x88cc,
  loopback: 0x9000,
} as const;

export const BROADCAST_MAC: Uint8Array = new Uint8Array(6).fill(0xff);

/** The shortest Ethernet frame in bytes, without its checksum: shorter ones are padded. */
const LEAST_FRAME_BYTES = 60;

/** The content of a frame: what its EtherType says, and what follows. */
export interface Content {
  /** A u16; up to 1500 it is the length of an IEEE 802.3 frame. */
  readonly etherType: number;
  readonly payload: Uint8Array;
}

/** An Ethernet frame, padded to the least length. */
export function ethernet(
  destination: Uint8Array,
  source: Uint8Array,
  content: Content,
): Uint8Array {
  const frame = octets(destination, source, be16(content.etherType), content.payload);
  return frame.length >= LEAST_FRAME_BYTES
    ? frame
    : octets(frame, new Uint8Array(LEAST_FRAME_BYTES - frame.length));
}

/** The content of an IEEE 802.3 frame with an LLC header of the two SAPs and an unnumbered control. */
export function llc(dsap: number, ssap: number, control: number, body: Uint8Array): Content {
  const payload = octets(dsap, ssap, control, body);
  return { etherType: payload.length, payload };
}

/** `content` behind an IEEE 802.1Q tag; `id` is in [0, 4095]. */
export function vlanTag(content: Content, id: number, tpid: number = ETHER_TYPE.vlan): Content {
  return { etherType: tpid, payload: octets(be16(id), be16(content.etherType), content.payload) };
}

/** An IP packet behind a stack of MPLS labels of 20 bits each, outermost first (RFC 3032). */
export function mplsLabels(content: Content, labels: readonly number[]): Content {
  const entries = labels.map((label, index): Octets => {
    const bottom = index === labels.length - 1 ? 0x100 : 0;
    return be32(((label << 12) | bottom | 64) >>> 0);
  });
  return { etherType: ETHER_TYPE.mpls, payload: octets(...entries, content.payload) };
}

/** An IP packet in a PPPoE session (RFC 2516). */
export function pppoe(content: Content, session: number): Content {
  const protocol = content.etherType === ETHER_TYPE.ipv6 ? 0x0057 : 0x0021;
  const header = octets(0x11, 0x00, be16(session), be16(content.payload.length + 2));
  return {
    etherType: ETHER_TYPE.pppoeSession,
    payload: octets(header, be16(protocol), content.payload),
  };
}
