import { expect, test } from 'vitest';
import { FEWEST_TERMS } from '../../../../src/frontend/control-flow/gathered-terms.ts';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { Interpreter } from '../../../../src/interpret/interpret.ts';
import type { Filter } from '../../../../src/ir/filter.ts';
import { Random } from '../../../../src/support/random.ts';

const SEED = 0x7e12;
const PACKETS = 400;

/** Few addresses and ports, so that random packets have them. */
const address = (random: Random): string => `10.0.${random.below(2)}.${random.below(200)}`;
const network = (random: Random): string =>
  random.pick([`10.0.${random.below(2)}.${8 * random.below(25)}/29`, '10.1.0.0/16']);
const port = (random: Random): number => random.below(300);

const TERMS: readonly (readonly [string, (random: Random) => string])[] = [
  ['host', (random) => `host ${address(random)}`],
  ['source', (random) => `src host ${address(random)}`],
  ['network', (random) => `net ${network(random)}`],
  [
    'host or network',
    (random) => random.pick([`host ${address(random)}`, `net ${network(random)}`]),
  ],
  ['port', (random) => `port ${port(random)}`],
  ['named port', (random) => `port ${random.pick(['domain', port(random)])}`],
  ['ends', (random) => `${random.pick(['', 'src or dst '])}host ${address(random)}`],
  ['TCP destination', (random) => `tcp dst port ${port(random)}`],
  ['range of ports', (random) => `portrange ${port(random)}-${port(random)}`],
  ['IPv6 source', (random) => `ip6 src host 2001:db8::${random.below(200).toString(16)}`],
];

const termsOf = (
  make: (random: Random) => string,
  length = FEWEST_TERMS + 72,
): readonly string[] => {
  const random = new Random(SEED);
  return Array.from({ length }, () => make(random));
};

/** The same list with parentheses to the right, which nobody takes for a list. */
const nested = (terms: readonly string[], glue: string): string =>
  `${terms.join(` ${glue} (`)}${')'.repeat(terms.length - 1)}`;

const compiled = (text: string): Filter => compileExpression(text).filter;

const switchesOf = (filter: Filter): number =>
  [...filter.blocks()].filter(({ terminator }) => terminator.kind === 'switch').length;

/** An Ethernet frame of IPv4, ARP or IPv6 that the lists may be about, cut off anywhere. */
function packet(random: Random): Uint8Array {
  const bytes = random.bytes(random.between(0, 70));
  const put = (offset: number, values: readonly number[]): void => {
    for (const [index, value] of values.entries()) {
      if (offset + index < bytes.length) {
        bytes[offset + index] = value;
      }
    }
  };
  const host = (): readonly number[] => [10, 0, random.below(3), random.below(220)];
  const ports = [0, random.below(256), random.below(2), random.below(256)];
  const protocol = random.pick([6, 6, 17, 132, 1]);
  switch (random.below(3)) {
    case 0:
      put(12, [8, 0, 0x45 + random.below(2)]);
      put(20, [0, random.below(2), 64, protocol]);
      put(26, [...host(), ...host(), ...ports]);
      break;
    case 1:
      put(12, [8, 6]);
      put(28, host());
      put(38, host());
      break;
    default:
      put(12, [0x86, 0xdd]);
      put(20, [protocol]);
      put(22, [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, random.below(220)]);
      put(54, ports);
  }
  return bytes;
}

/** The verdicts on random packets, truncated ones among them. */
function verdicts(filter: Filter): readonly number[] {
  const random = new Random(SEED + 1);
  const interpreter = new Interpreter(filter);
  return Array.from({ length: PACKETS }, () => {
    const bytes = packet(random);
    return interpreter.run({ bytes, wirelen: bytes.length }).verdict;
  });
}

test.each(TERMS)('a long list of alternatives means the same gathered: %s', (_, make) => {
  const terms = termsOf(make);
  const gathered = compiled(terms.join(' or '));
  expect(switchesOf(gathered)).toBeGreaterThan(0);
  const actual = verdicts(gathered);
  expect(actual).toEqual(verdicts(compiled(nested(terms, 'or'))));
  expect(new Set(actual).size, 'some packets are accepted, others not').toBe(2);
});

test.each(TERMS)('a long list of exceptions means the same gathered: %s', (_, make) => {
  const terms = termsOf(make).map((term) => `not ${term}`);
  const gathered = compiled(terms.join(' and '));
  expect(switchesOf(gathered)).toBeGreaterThan(0);
  expect(verdicts(gathered)).toEqual(verdicts(compiled(nested(terms, 'and'))));
});

test('a list in an expression is about the packets that come to it', () => {
  const terms = termsOf((random) => `port ${port(random)}`);
  const around = (list: string): string => `less 60 and (${list}) and not ip6 or arp`;
  expect(verdicts(compiled(around(terms.join(' or '))))).toEqual(
    verdicts(compiled(around(nested(terms, 'or')))),
  );
});

test('a term of another kind parts two lists', () => {
  const terms = termsOf((random) => `src host ${address(random)}`);
  const parted = [...terms, 'port 80', ...terms];
  expect(switchesOf(compiled(parted.join(' or ')))).toBe(
    2 * switchesOf(compiled(terms.join(' or '))),
  );
  expect(verdicts(compiled(parted.join(' or ')))).toEqual(verdicts(compiled(nested(parted, 'or'))));
});

test.each([
  ['few', termsOf((random) => `host ${address(random)}`, FEWEST_TERMS - 1)],
  // Where the source is another one, the destination is not looked at.
  ['both addresses', termsOf((random) => `src and dst host ${address(random)}`)],
  [
    'three words',
    termsOf((random) => `ip6 src host 2001:db8:${random.below(200).toString(16)}::1`),
  ],
])('a list of terms that cannot be gathered stays: %s', (_, terms) => {
  expect(switchesOf(compiled(terms.join(' or ')))).toBe(0);
});
