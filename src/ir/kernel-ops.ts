/**
 * What the Linux kernel works out for a filter from more than the packet's bytes, in one table: the words
 * that take operands or differ from one execution to the next, and loads that may reach its headers. No
 * pass looks inside: what such an operation yields is known to the kernel alone.
 */

/** An operation of the kernel. A load is named by its width in bytes. */
export type KernelOp = 'random' | 'nlattr' | 'nlattr_nest' | KernelLoad;

/** A load whose address is an i32 with a sign. */
export type KernelLoad = 'load1' | 'load2' | 'load4';

/** The static facts about one operation of the kernel. All yield an i32. */
export interface KernelOpInfo {
  readonly summary: string;
  /** How many operands it has, each an i32. */
  readonly operands: 0 | 1 | 2;
  /** Whether it yields the same for the same operands, each time that it is executed for one packet. */
  readonly repeatable: boolean;
  /** The number of bytes that it loads; `null` where it is no load, and never rejects. */
  readonly width: 1 | 2 | 4 | null;
  /** The offset from `SKF_AD_OFF` at which classic BPF reads it; `null` where it is no such word. */
  readonly ancillaryOffset: number | null;
}

const load = (width: 1 | 2 | 4): KernelOpInfo => ({
  summary: `${width} big-endian bytes of the packet or, from a negative address, of its headers; rejects where there are none`,
  operands: 1,
  repeatable: true,
  width,
  ancillaryOffset: null,
});

const word = (
  ancillaryOffset: number,
  operands: KernelOpInfo['operands'],
  summary: string,
): KernelOpInfo => ({ summary, operands, repeatable: operands > 0, width: null, ancillaryOffset });

/**
 * Every operation of the kernel.
 *
 * Source: Linux net/core/filter.c (`bpf_convert_filter`, `bpf_skb_load_helper_*`,
 * `bpf_skb_get_nlattr`) and include/uapi/linux/filter.h (`SKF_*`).
 */
export const KERNEL_OPS: Readonly<Record<KernelOp, KernelOpInfo>> = {
  random: word(56, 0, 'a random u32, another each time'),
  nlattr: word(
    12,
    2,
    'the offset of netlink attribute rhs, sought from offset lhs; 0 where it is not there',
  ),
  nlattr_nest: word(
    16,
    2,
    'the offset of netlink attribute rhs within the one at offset lhs; else 0',
  ),
  load1: load(1),
  load2: load(2),
  load4: load(4),
};

/** The load of so many bytes. */
export const KERNEL_LOADS: Readonly<Record<1 | 2 | 4, KernelLoad>> = {
  1: 'load1',
  2: 'load2',
  4: 'load4',
};

export function isKernelOp(name: string): name is KernelOp {
  return Object.hasOwn(KERNEL_OPS, name);
}
