/** One packet as it was captured. */
export interface Packet {
  /** The captured bytes; their number is `caplen`. */
  readonly bytes: Uint8Array;
  /**
   * The length on the wire in bytes, a u32, at least `bytes.length`. A malformed capture may claim
   * less; its claim stands, as it does in libpcap.
   */
  readonly wirelen: number;
}
