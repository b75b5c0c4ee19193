import { ANCILLARY_BASE, type AncillaryName, ancillaryAt } from '../../isa/cbpf/ancillary.ts';
import type { CbpfOpcode } from '../../isa/cbpf/opcodes.ts';

/** What the Linux kernel finds at a constant offset that no packet reaches. */
export type KernelWord =
  | AncillaryName
  | 'a byte of the link-layer header'
  | 'a byte of the network header';

/** Where offsets start that count from the network header: `SKF_NET_OFF` as a u32. */
const NETWORK_BASE = 0xfff00000;

/** Where offsets start that count from the link-layer header: `SKF_LL_OFF` as a u32. */
const LINK_LAYER_BASE = 0xffe00000;

/**
 * What an absolute load from offset `k` means to the Linux kernel besides the packet; `null` where
 * nothing.
 *
 * Source: Linux include/uapi/linux/filter.h (`SKF_AD_OFF`, `SKF_NET_OFF`, `SKF_LL_OFF`).
 */
export function kernelWordAt({ operand }: CbpfOpcode, k: number): KernelWord | null {
  if (k >= ANCILLARY_BASE && operand === 'absolute') {
    return ancillaryAt(k)?.name ?? null;
  }
  if (k >= NETWORK_BASE) {
    return 'a byte of the network header';
  }
  return k >= LINK_LAYER_BASE ? 'a byte of the link-layer header' : null;
}
