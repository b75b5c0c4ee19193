/**
 * The words a filter can read that are not packet bytes, in one table. All are i32 and never
 * reject.
 */

/** Facts about the packet's lengths. `caplen <= wirelen`. */
export type LengthInput = 'wirelen' | 'caplen';

/** Linux ancillary words: facts that the kernel keeps beside the packet. */
export type AncillaryInput =
  | 'aux.protocol'
  | 'aux.pkttype'
  | 'aux.ifindex'
  | 'aux.mark'
  | 'aux.queue'
  | 'aux.hatype'
  | 'aux.rxhash'
  | 'aux.cpu'
  | 'aux.vlan_tag'
  | 'aux.vlan_tag_present'
  | 'aux.vlan_tpid'
  | 'aux.pay_offset';

/** What else the kernel knows of a packet: operations of `KERNEL_OPS` work with it. */
export type KernelFact = 'aux.random' | 'aux.network_header' | 'aux.link_header';

/** The name of an input, as the text form writes it. */
export type InputName = LengthInput | AncillaryInput;

/** The static facts about one input. */
export interface InputInfo {
  readonly summary: string;
  /** The offset from `SKF_AD_OFF` at which classic BPF reads it; `null` where it is no such word. */
  readonly ancillaryOffset: number | null;
}

/**
 * Every input.
 *
 * Source: Linux include/uapi/linux/filter.h (`SKF_AD_*`) and Documentation/networking/filter.rst.
 */
export const INPUTS: Readonly<Record<InputName, InputInfo>> = {
  wirelen: { summary: 'the length on the wire, in bytes', ancillaryOffset: null },
  caplen: { summary: 'the number of captured bytes', ancillaryOffset: null },
  'aux.protocol': { summary: 'the ethertype, in host order', ancillaryOffset: 0 },
  'aux.pkttype': { summary: 'the PACKET_* class: to us, broadcast, outgoing', ancillaryOffset: 4 },
  'aux.ifindex': { summary: 'the index of the interface', ancillaryOffset: 8 },
  'aux.mark': { summary: "the packet's mark", ancillaryOffset: 20 },
  'aux.queue': { summary: 'the receive queue', ancillaryOffset: 24 },
  'aux.hatype': { summary: "the interface's ARPHRD_* type", ancillaryOffset: 28 },
  'aux.rxhash': { summary: 'the receive hash', ancillaryOffset: 32 },
  'aux.cpu': { summary: 'the processor that runs the filter', ancillaryOffset: 36 },
  'aux.vlan_tag': { summary: 'the VLAN tag control information', ancillaryOffset: 44 },
  'aux.vlan_tag_present': { summary: '1 where a VLAN tag was stripped', ancillaryOffset: 48 },
  'aux.pay_offset': { summary: 'the byte offset of the payload', ancillaryOffset: 52 },
  'aux.vlan_tpid': { summary: 'the ethertype of the stripped VLAN tag', ancillaryOffset: 60 },
};

export function isInputName(name: string): name is InputName {
  return Object.hasOwn(INPUTS, name);
}
