/** The number of bytes to keep of a packet where nothing else is asked for, as in tcpdump. */
export const DEFAULT_SNAPLEN = 262_144;
