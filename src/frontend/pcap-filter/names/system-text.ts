import { endOfIpv6 } from '../syntax/scan-address.ts';
import { type Ipv6Words, parseIpv6 } from './address.ts';

/** An IPv4 address of four bytes in decimal, or `null`. */
export function parseIpv4(text: string): number | null {
  const bytes = text.split('.').map((byte) => parseUpTo(byte, 0xff));
  return bytes.length === 4 && !bytes.includes(null)
    ? bytes.reduce<number>((value, byte) => value * 0x100 + (byte ?? 0), 0)
    : null;
}

/** An IPv6 address, with the name of an interface behind `%` or not; `null` for anything else. */
export function parseScopedIpv6(text: string): Ipv6Words | null {
  const [address = ''] = text.split('%', 1);
  const isAddress = address !== '' && endOfIpv6(address, 0) === address.length;
  const [, , tail = '0.0.0.0'] = /^(.*:)(\d+(?:\.\d+){3})$/.exec(address) ?? [];
  return isAddress && parseIpv4(tail) !== null
    ? parseIpv6(address, { start: 0, end: address.length })
    : null;
}

/** A number in decimal up to `most`, or `null`. */
export function parseUpTo(digits: string, most: number): number | null {
  const number = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
  return number <= most ? number : null;
}
