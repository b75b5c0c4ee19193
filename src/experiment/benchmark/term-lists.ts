import { Random } from '../../support/random.ts';

/** What the terms of a generated list test. */
export type TermKind = 'host' | 'port' | 'net' | 'tcp-dst-port' | 'host-and-port';

const MAKE_TERM: Readonly<Record<TermKind, (random: Random) => string>> = {
  host: (random) => `host ${address(random)}`,
  port: (random) => `port ${random.between(1, 0xffff)}`,
  net: (random) => {
    const octets = [random.between(1, 223), random.below(256), random.below(256)];
    return `net ${octets.join('.')}.0/24`;
  },
  'tcp-dst-port': (random) => `tcp dst port ${random.between(1, 0xffff)}`,
  'host-and-port': (random) => `(host ${address(random)} and port ${random.between(1, 0xffff)})`,
};

/**
 * A list of random terms, `host 10.1.2.3 or host …`, as firewalls have them.
 *
 * @param seed a u32; the same seed yields the same list, and longer lists begin as shorter ones.
 */
export function termList(kind: TermKind, terms: number, seed: number): string {
  const random = new Random(seed);
  const make = MAKE_TERM[kind];
  return Array.from({ length: terms }, () => make(random)).join(' or ');
}

/** An IPv4 address that one machine may have. */
function address(random: Random): string {
  return [
    random.between(1, 223),
    random.below(256),
    random.below(256),
    random.between(1, 254),
  ].join('.');
}
