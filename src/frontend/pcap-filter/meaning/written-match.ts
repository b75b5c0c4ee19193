import type { Operand, Qualifiers } from '../syntax/ast.ts';

/** Qualifiers and their operand as they are written, with another type; for suggestions. */
export function writtenMatch(
  { protocol, direction }: Pick<Qualifiers, 'protocol' | 'direction'>,
  type: string,
  operand: string | number,
): string {
  const layer = protocol === 'link' ? 'ether' : protocol;
  return [layer, direction, type, operand].filter((word) => word !== null).join(' ');
}

/** An IPv4 address as it is written, with its prefix length or mask. */
export function writtenIpv4({
  text,
  prefix,
  mask,
}: Extract<Operand, { readonly kind: 'ipv4' }>): string {
  return `${text}${prefix === null ? '' : `/${prefix}`}${mask === null ? '' : ` mask ${mask}`}`;
}

/** The four bytes of a u32, in decimal with dots between them. */
export function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}
