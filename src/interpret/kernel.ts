import type { KernelFact } from '../ir/inputs.ts';
import { KERNEL_OPS, type KernelOp } from '../ir/kernel-ops.ts';
import { readWord } from './packet.ts';

/** What the kernel knows of a packet. */
export interface KernelPacket {
  readonly bytes: Uint8Array;
  /** Words, each a u32: a random number, and where headers start; a header that is absent is not there. */
  readonly ancillary?: Readonly<Partial<Record<KernelFact, number>>>;
}

/** Where addresses start that count from the network header, and from the link-layer header, as i32. */
const NETWORK_BASE = -0x10_0000;
const LINK_BASE = -0x20_0000;

/** The length of the header of a netlink attribute, and what attributes are aligned to, in bytes. */
const ATTRIBUTE = { header: 4, alignment: 4, typeBits: 0x3fff } as const;

/** What `op` yields for operands that are u32, or `null` where it rejects the packet. */
export function evaluateKernel(
  op: KernelOp,
  [lhs = 0, rhs = 0]: readonly number[],
  packet: KernelPacket,
): number | null {
  const { width } = KERNEL_OPS[op];
  if (width !== null) {
    return kernelLoad(lhs | 0, width, packet);
  }
  switch (op) {
    case 'nlattr':
      return attributeAt(packet.bytes, lhs, rhs);
    case 'nlattr_nest':
      return nestedAttributeAt(packet.bytes, lhs, rhs);
    default:
      return packet.ancillary?.['aux.random'] ?? 0;
  }
}

/**
 * `width` bytes at `address`, an i32; `null` where there are none. Source: Linux net/core/filter.c,
 * `bpf_skb_load_helper_convert_offset`.
 */
export function kernelLoad(
  address: number,
  width: 1 | 2 | 4,
  { bytes, ancillary }: KernelPacket,
): number | null {
  const place = address >= 0 ? address : headerPlace(address, ancillary);
  return place === null || place < 0 || place + width > bytes.length
    ? null
    : readWord(bytes, place, width, 'network');
}

function headerPlace(address: number, facts: KernelPacket['ancillary']): number | null {
  const isNetwork = address >= NETWORK_BASE;
  const header = facts?.[isNetwork ? 'aux.network_header' : 'aux.link_header'];
  return header === undefined || address < LINK_BASE
    ? null
    : address - (isNetwork ? NETWORK_BASE : LINK_BASE) + header;
}

/** Source: Linux net/core/filter.c, `bpf_skb_get_nlattr`, and `nla_find`. Of a little-endian machine. */
function attributeAt(bytes: Uint8Array, start: number, type: number): number {
  const { length } = bytes;
  return length < ATTRIBUTE.header || start > length - ATTRIBUTE.header
    ? 0
    : findAttribute(bytes, start, length - start, type);
}

function nestedAttributeAt(bytes: Uint8Array, start: number, type: number): number {
  const { length } = bytes;
  if (length < ATTRIBUTE.header || start > length - ATTRIBUTE.header) {
    return 0;
  }
  const size = readWord(bytes, start, 2, 'native');
  return size > length - start
    ? 0
    : findAttribute(bytes, start + ATTRIBUTE.header, size - ATTRIBUTE.header, type);
}

function findAttribute(bytes: Uint8Array, start: number, room: number, type: number): number {
  let at = start;
  let left = room;
  while (left >= ATTRIBUTE.header) {
    const size = readWord(bytes, at, 2, 'native');
    if (size < ATTRIBUTE.header || size > left) {
      return 0;
    }
    if ((readWord(bytes, at + 2, 2, 'native') & ATTRIBUTE.typeBits) === type) {
      return at;
    }
    const step = Math.ceil(size / ATTRIBUTE.alignment) * ATTRIBUTE.alignment;
    at += step;
    left -= step;
  }
  return 0;
}
