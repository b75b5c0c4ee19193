/** A part of a header: one byte, or several. */
export type Octets = number | Uint8Array | readonly number[];

/** Puts `parts` one after the other; a bare number is one byte. */
export function octets(...parts: readonly Octets[]): Uint8Array {
  let length = 0;
  for (const part of parts) {
    length += typeof part === 'number' ? 1 : part.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'number') {
      whole[at] = part;
      at += 1;
    } else {
      whole.set(part, at);
      at += part.length;
    }
  }
  return whole;
}

/** The two bytes of a u16 in network order. */
export function be16(value: number): readonly number[] {
  return [(value >>> 8) & 0xff, value & 0xff];
}

/** The four bytes of a u32 in network order. */
export function be32(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** The bytes of ASCII `text`. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** `bytes` with the u16 at `offset` set to `value`. */
export function withU16(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy.set(be16(value), offset);
  return copy;
}

/**
 * The Internet checksum of `parts`, each padded to an even length: the ones' complement of the
 * ones' complement sum of the 16-bit words; a u16.
 *
 * Source: Braden, Borman and Partridge, "Computing the Internet Checksum", RFC 1071, 1988.
 */
export function internetChecksum(...parts: readonly Uint8Array[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) {
      sum += ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0);
    }
  }
  while (sum > 0xffff) {
    sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  }
  return ~sum & 0xffff;
}
