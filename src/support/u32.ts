/** The largest u32: what an i32 of the IR, a word of classic BPF and an IPv4 address can be at most. */
export const MAX_U32 = 0xffff_ffff;
