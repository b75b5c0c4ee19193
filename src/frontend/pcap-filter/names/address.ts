import type { SourceSpan } from '../../../support/source-span.ts';
import { MAX_U32 } from '../../../support/u32.ts';
import { FilterTypeError } from '../errors.ts';
import { DOT, isDigit, ZERO } from '../syntax/character.ts';
import { brief } from '../syntax/scan-number.ts';

/** An IPv4 address or network: the bits of `mask` in an address have to be those of `value`. */
export interface Ipv4Pattern {
  /** A u32, with no bit set outside `mask`. */
  readonly value: number;
  /** A u32. */
  readonly mask: number;
}

/** Four u32 words, the first of the address first. */
export type Ipv6Words = readonly [number, number, number, number];

/** An IPv6 address or network, in the manner of {@link Ipv4Pattern}. */
export interface Ipv6Pattern {
  readonly value: Ipv6Words;
  readonly mask: Ipv6Words;
}

/** An Ethernet address: its first two bytes and its other four, as numbers. */
export interface MacAddress {
  /** A u16. */
  readonly high: number;
  /** A u32. */
  readonly low: number;
}

/** Two to four bytes with dots between them, at the top of a u32. */
export interface DottedBytes {
  readonly value: number;
  /** The number of bits that were given: 16, 24 or 32. */
  readonly bits: number;
}

/**
 * Reads bytes in decimal with dots between them.
 *
 * @throws {@link FilterTypeError} where one is not a byte.
 */
export function parseDotted(text: string, span: SourceSpan): DottedBytes {
  let [value, bits, byte] = [0, 8, 0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      [value, bits, byte] = [value * 256 + byte, bits + 8, 0];
    } else {
      byte = isDigit(code) ? byte * 10 + (code - ZERO) : Infinity;
    }
    if (byte > 0xff) {
      throw new FilterTypeError('FILTER_ADDRESS', `invalid IPv4 address '${brief(text)}'`, {
        span,
      });
    }
  }
  return { value: shiftLeft(value * 256 + byte, 32 - bits), bits };
}

/** The mask whose first `length` bits are set, `length` in [0, 32]. */
export function prefixMask(length: number): number {
  return shiftLeft(MAX_U32, 32 - length);
}

/** As {@link prefixMask}, of 128 bits. */
export function prefixMask6(length: number): Ipv6Words {
  const word = (index: number): number =>
    prefixMask(Math.min(32, Math.max(0, length - 32 * index)));
  return [word(0), word(1), word(2), word(3)];
}

/**
 * Reads an IPv6 address in any form of RFC 4291, 2.2.
 *
 * @throws {@link FilterTypeError} where a dotted part is not of four bytes.
 */
export function parseIpv6(text: string, span: SourceSpan): Ipv6Words {
  const [before = '', after] = text.split('::');
  const head = groupsOf(before, span);
  const tail = after === undefined ? [] : groupsOf(after, span);
  const gap = new Array<number>(8 - head.length - tail.length).fill(0);
  const groups = after === undefined ? head : [...head, ...gap, ...tail];
  const word = (index: number): number =>
    (groups[2 * index] ?? 0) * 0x10000 + (groups[2 * index + 1] ?? 0);
  return [word(0), word(1), word(2), word(3)];
}

/** The 16-bit groups that `text` writes, with colons between them. */
function groupsOf(text: string, span: SourceSpan): readonly number[] {
  if (text === '') {
    return [];
  }
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) {
      return [Number.parseInt(group, 16)];
    }
    const { value } = parseDotted(group, span);
    return [value >>> 16, value & 0xffff];
  });
}

/** Reads an Ethernet address in any form that the lexer takes for one. */
export function parseMac(text: string): MacAddress {
  const parts = text.split(/[:.-]/);
  const digits = parts.length === 6 ? parts.map((part) => part.padStart(2, '0')) : parts;
  const bytes = digits.join('');
  return {
    high: Number.parseInt(bytes.slice(0, 4), 16),
    low: Number.parseInt(bytes.slice(4), 16),
  };
}

/** A number of up to four bytes as a network: its highest byte that is not 0 comes first. */
export function networkOfNumber(number: number): Ipv4Pattern {
  let [value, bits] = [number, 32];
  while (value !== 0 && value < 0x100_0000) {
    value *= 0x100;
    bits -= 8;
  }
  return { value, mask: prefixMask(bits) };
}

/** `value * 2^count` modulo 2^32, `count` in [0, 32]. */
function shiftLeft(value: number, count: number): number {
  return count === 32 ? 0 : (value << count) >>> 0;
}
