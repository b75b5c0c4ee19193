import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { Interpreter } from '../../../../src/interpret/interpret.ts';
import { Random } from '../../../../src/support/random.ts';

const SEED = 0x9a17;
const PACKETS = 1_000;

type Part = (number: number) => string;

/** By name: the parts of a row, and how many different ones there are of each. */
const TABLES: readonly (readonly [string, readonly (readonly [Part, number])[]])[] = [
  [
    'hosts and ports',
    [
      [(n) => `host 10.0.0.${n}`, 6],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'ports and hosts',
    [
      [(n) => `port ${n}`, 5],
      [(n) => `host 10.0.0.${n}`, 5],
    ],
  ],
  [
    'networks and ports',
    [
      [(n) => `net 10.0.0.${4 * n}/30`, 4],
      [(n) => `tcp port ${n}`, 4],
    ],
  ],
  [
    'networks in each other',
    [
      [(n) => `net 10.0.0.0/${32 - n}`, 4],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'sources and destinations',
    [
      [(n) => `src host 10.0.0.${n}`, 5],
      [(n) => `dst host 10.0.0.${n}`, 4],
    ],
  ],
  [
    'two hosts',
    [
      [(n) => `host 10.0.0.${n}`, 5],
      [(n) => `host 10.0.0.${n + 2}`, 4],
    ],
  ],
  [
    'both ends',
    [
      [(n) => `src and dst host 10.0.0.${n}`, 5],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'two ports',
    [
      [(n) => `port ${n}`, 5],
      [(n) => `port ${n + 2}`, 4],
    ],
  ],
  [
    'ranges of ports',
    [
      [(n) => `portrange ${n}-${n + 1}`, 5],
      [(n) => `host 10.0.0.${n}`, 4],
    ],
  ],
  [
    'a protocol before',
    [
      [() => 'tcp', 1],
      [(n) => `host 10.0.0.${n}`, 5],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'a protocol between',
    [
      [(n) => `host 10.0.0.${n}`, 5],
      [() => 'udp', 1],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'a protocol behind',
    [
      [(n) => `host 10.0.0.${n}`, 5],
      [(n) => `port ${n}`, 4],
      [() => 'tcp', 1],
    ],
  ],
  [
    'three parts',
    [
      [(n) => `src host 10.0.0.${n}`, 4],
      [(n) => `dst host 10.0.0.${n}`, 3],
      [(n) => `port ${n}`, 3],
    ],
  ],
  [
    'hosts of IPv6 and ports',
    [
      [(n) => `src host 2001:db8::${n}`, 4],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'both ends of IPv6',
    [
      [(n) => `host 2001:db8::${n}`, 4],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'hosts of IPv6 that differ in several words, and ports',
    [
      [(n) => `host 2001:db8:${n % 2}:0:${n % 3}::${n}`, 5],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'ports, and hosts of IPv6',
    [
      [(n) => `tcp port ${n}`, 4],
      [(n) => `host 2001:db8:${n % 2}::${n}`, 5],
    ],
  ],
  [
    'networks of IPv6 and protocols',
    [
      [(n) => `net 2001:db8:${n % 2}:0:${n % 3}::/${n % 2 === 0 ? 80 : 96}`, 4],
      [() => 'tcp', 1],
      [(n) => `dst portrange ${n}-${n + 1}`, 4],
    ],
  ],
  [
    'networks of IPv6 in each other',
    [
      [(n) => `net 2001:db8::/${32 + 4 * n}`, 4],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'both ends of IPv6, and a byte',
    [
      [(n) => `host 2001:db8:${n % 2}::${n}`, 4],
      [(n) => `ip6[${40 - (n % 2)}] = 0`, 4],
    ],
  ],
  [
    'both ends of IPv6, and protocols',
    [
      [(n) => `host 2001:db8:${n % 2}:0:${n % 3}::${n}`, 5],
      [(n) => `ip6 proto ${[6, 17, 58, 59][n - 1]}`, 4],
    ],
  ],
  [
    'flows of IPv6',
    [
      [(n) => `src host 2001:db8:${n % 2}::${n}`, 3],
      [(n) => `dst host 2001:db8::${n}`, 3],
      [(n) => `dst port ${n}`, 3],
    ],
  ],
  ['stations', [[(n) => `ether host 02:00:00:00:0${n % 2}:${9 + n}`, 12]]],
  ['sending stations', [[(n) => `ether src 02:00:00:00:0${n % 2}:0${n % 5}`, 12]]],
  [
    'stations and ports',
    [
      [(n) => `ether host 02:0${n % 2}:00:00:00:0${n}`, 5],
      [(n) => `port ${n}`, 4],
    ],
  ],
  [
    'two stations',
    [
      [(n) => `ether src 02:00:00:00:00:0${n}`, 4],
      [(n) => `ether dst 02:00:00:00:00:0${n}`, 4],
    ],
  ],
];

/** In which order the rows stand, and which are there. */
const ORDERS: readonly (readonly [
  string,
  (rows: readonly string[], random: Random) => readonly string[],
])[] = [
  ['in order', (rows) => rows],
  ['in any order', shuffled],
  ['but some', (rows, random) => shuffled(rows, random).slice(0, -3)],
];

/** What the rows stand in. */
const FRAMES: readonly (readonly [string, (rows: readonly string[]) => string])[] = [
  ['alternatives', (rows) => rows.map((row) => `(${row})`).join(' or ')],
  ['exceptions', (rows) => rows.map((row) => `not (${row})`).join(' and ')],
  [
    'alternatives among others',
    (rows) => `${rows.map((row) => `(${row})`).join(' or ')} or arp[7] = 1`,
  ],
  ['no alternative', (rows) => `not (${rows.map((row) => `(${row})`).join(' or ')})`],
  ['no exceptions', (rows) => `not (${rows.map((row) => `not (${row})`).join(' and ')})`],
];

describe.each(TABLES)('%s', (_, parts) => {
  describe.each(ORDERS)('%s', (_, order) => {
    test.each(FRAMES)('as %s mean what they mean one by one', (_, frame) => {
      const random = new Random(SEED);
      const rows = order(rowsOf(parts), random);
      const table = new Interpreter(compileExpression(frame(rows)).filter);
      const oneByOne = new Interpreter(compileExpression(frame(rows.map(apart))).filter);
      for (let count = 0; count < PACKETS; count += 1) {
        const bytes = packet(random);
        const input = { bytes, wirelen: bytes.length };
        const hex = (): string => Buffer.from(bytes).toString('hex');
        expect(table.run(input).verdict, hex()).toBe(oneByOne.run(input).verdict);
      }
    });
  });
});

test.each([
  ['not (host 10.0.0.A and port B)', 'not (host (HOSTS) and port (PORTS))', ' and '],
  ['(host 10.0.0.A and port B)', 'host (HOSTS) and port (PORTS)', ' or '],
])('pairs %s are about as small as the product', (pair, product, glue) => {
  const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
  const pairs = numbers.flatMap((a) =>
    numbers.map((b) => pair.replace('A', `${a}`).replace('B', `${b}`)),
  );
  const factored = product
    .replace('HOSTS', numbers.map((a) => `10.0.0.${a}`).join(' or '))
    .replace('PORTS', numbers.join(' or '));
  const blocks = (text: string): number => compileExpression(text).filter.blockCount;
  expect(blocks(pairs.join(glue))).toBeLessThan(1.5 * blocks(factored));
});

/** The same row, in a form that nobody takes for one. */
const apart = (row: string): string =>
  `(${row} and not len < 0)`.replace('len < 0', 'less 0 and greater 1');

function rowsOf(parts: readonly (readonly [Part, number])[]): readonly string[] {
  let rows: readonly (readonly string[])[] = [[]];
  for (const [part, count] of parts) {
    const ones = Array.from({ length: count }, (_, index) => part(index + 1));
    rows = rows.flatMap((row) => ones.map((one) => [...row, one]));
  }
  return rows.map((row) => row.join(' and '));
}

function shuffled(rows: readonly string[], random: Random): readonly string[] {
  const result = [...rows];
  for (let index = result.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    const [one, two] = [result[index], result[other]];
    if (one !== undefined && two !== undefined) {
      [result[index], result[other]] = [two, one];
    }
  }
  return result;
}

/** An Ethernet frame that the tables may be about, with headers of impossible lengths too, cut off anywhere. */
function packet(random: Random): Uint8Array {
  const full = random.bytes(80);
  const put = (offset: number, values: readonly number[]): void => full.set(values, offset);
  const host = (): readonly number[] => [10, 0, 0, random.below(8)];
  const station = (): readonly number[] => [
    2,
    random.below(2),
    0,
    0,
    random.below(2),
    random.below(8),
  ];
  const six = (): readonly number[] => {
    const address = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, random.below(6)];
    // As often as not one of those that rows look for, else like several of them in some words.
    const number = address[15] ?? 0;
    const isOne = random.below(2) === 0;
    address[5] = isOne ? number % 2 : random.below(2);
    address[9] = isOne ? number % 3 : random.below(3);
    return address;
  };
  const ports = [0, random.below(8), 0, random.below(8)];
  put(0, [...station(), ...station()]);
  const protocol = random.pick([6, 17]);
  switch (random.below(4)) {
    case 0:
    case 1: {
      const length = random.pick([5, 5, 5, 0, 1, 3, 4]);
      put(12, [8, 0, 0x40 + length]);
      put(20, [0, 0, 64, protocol]);
      put(26, [...host(), ...host()]);
      put(14 + 4 * length, length >= 5 ? ports : []);
      break;
    }
    case 2:
      put(12, [8, random.pick([6, 0x35])]);
      put(28, host());
      put(38, host());
      break;
    default:
      put(12, [0x86, 0xdd]);
      put(20, [random.pick([protocol, 58])]);
      put(22, [...six(), ...six(), ...ports]);
      return random.below(3) === 0 ? full : full.subarray(0, random.between(34, 60));
  }
  return random.below(3) === 0 ? full : full.subarray(0, random.between(12, 64));
}
