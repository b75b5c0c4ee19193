/** The link types with headers of variable length. */
const VARIABLE_LENGTH = /^(?:IEEE802_11|PRISM|PPI|PFLOG)/;

/** Encapsulations whose offsets libpcap keeps in scratch memory. */
const KEEPS_OFFSETS = /geneve|vxlan|pppoes/;

/**
 * Whether libpcap's code for an expression may lose an offset: arithmetic writes over the scratch
 * memory in which that of a header of variable length is kept, or one in a tunnel.
 */
export function losesOffsetsInLibpcap(text: string, dlt: string): boolean {
  const keepsOffsets = VARIABLE_LENGTH.test(dlt) || KEEPS_OFFSETS.test(text);
  return keepsOffsets && /[=<>]/.test(text);
}

/**
 * Whether libpcap's unoptimized code for an expression can't be compared with: it may lose offsets,
 * or it has the loop of a `protochain`, which is wrong behind authentication headers, too.
 */
export function isDefectiveInLibpcap(text: string, dlt: string): boolean {
  return /protochain/.test(text) || losesOffsetsInLibpcap(text, dlt);
}
