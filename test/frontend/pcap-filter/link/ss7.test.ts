import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { interpret } from '../../../../src/interpret/interpret.ts';
import { Random } from '../../../../src/support/random.ts';

const MAX_POINT_CODE = 0x3fff;
const SNAPLEN = 1000;

/** A message to `destination` from `origin` over link `selection`, as ITU-T Q.704, 2.2 orders bits. */
function message(
  destination: number,
  origin: number,
  selection: number,
  start: number,
): Uint8Array {
  const bytes = new Uint8Array(start + 4 + 4);
  const label = (destination | (origin << 14) | (selection << 28)) >>> 0;
  new DataView(bytes.buffer).setUint32(start + 4, label, true);
  return bytes;
}

const RELATIONS: readonly (readonly [string, (value: number, against: number) => boolean])[] = [
  ['=', (value, against) => value === against],
  ['!=', (value, against) => value !== against],
  ['<', (value, against) => value < against],
  ['<=', (value, against) => value <= against],
  ['>', (value, against) => value > against],
  ['>=', (value, against) => value >= against],
];

/** Numbers near `value`, and some that share its high or its low bits. */
const near = (value: number, random: Random): readonly number[] =>
  [
    value,
    value + 1,
    value - 1,
    value ^ 0x100,
    value ^ 4,
    value ^ 0x2000,
    random.below(0x4000),
  ].filter((one) => one >= 0 && one <= MAX_POINT_CODE);

/** The verdict of `field operator against` on a message with these numbers. */
function verdict(expression: string, dlt: string, bytes: Uint8Array): number {
  const { filter } = compileExpression(expression, { dlt, snaplen: SNAPLEN });
  return interpret(filter, { bytes, wirelen: 100 });
}

describe.each([
  ['MTP2', 0],
  ['MTP2_WITH_PHDR', 4],
  ['ERF', 20],
] as const)('the routing label of %s', (dlt, start) => {
  test.each(RELATIONS)('is compared by its value: %s', (operator, holds) => {
    const random = new Random(7);
    for (let round = 0; round < 300; round += 1) {
      const against = random.below(MAX_POINT_CODE + 1);
      const value = random.pick(near(against, random));
      const other = random.below(MAX_POINT_CODE + 1);
      const expected = holds(value, against) ? SNAPLEN : 0;
      const to = message(value, other, 5, start);
      const from = message(other, value, 5, start);
      expect(verdict(`dpc ${operator} ${against}`, dlt, to)).toBe(expected);
      expect(verdict(`opc ${operator} ${against}`, dlt, from)).toBe(expected);
      const selection = holds(5, against & 0xf) ? SNAPLEN : 0;
      expect(verdict(`sls ${operator} ${against & 0xf}`, dlt, to)).toBe(selection);
    }
  });
});

test.each(['dpc < 5', 'opc >= 5', 'hdpc > 1', 'hopc <= 5'])(
  'a packet that ends within the label is rejected: %s and its opposite',
  (expression) => {
    for (const text of [expression, `not ${expression}`]) {
      const { filter } = compileExpression(text, { dlt: 'MTP2' });
      expect(interpret(filter, { bytes: new Uint8Array(5), wirelen: 100 })).toBe(0);
    }
  },
);
