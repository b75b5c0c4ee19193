import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import { Interpreter } from '../../../src/interpret/interpret.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { DEFAULT_SNAPLEN } from '../../../src/support/snaplen.ts';
import { verify } from '../../../src/verify/verify.ts';

const EMPTY_PACKET = { bytes: new Uint8Array(0), wirelen: 60 };

const verdictOn = (text: string, packet = EMPTY_PACKET, options = {}): number =>
  new Interpreter(compileExpression(text, options).filter).run(packet).verdict;

test('one block accepts and one rejects, behind the tests in the order of the text', () => {
  expect(printFilter(compileExpression('ip or less 9', { snaplen: 96 }).filter)).toBe(
    `filter @filter {
b0:
  v0 = load.2 [12]
  v1 = const 0x800
  v2 = eq v0, v1
  branch v2, b2, b1
b1:
  v3 = wirelen
  v4 = const 0x9
  v5 = ugt v3, v4
  branch v5, b3, b2
b2:
  return 0x60
b3:
  return 0x0
}
`,
  );
});

test('an index that is constant is a part of the offset', () => {
  const { filter } = compileExpression('ether[tcp[13]] = 1 or ip[2:2] = ether[-1]');
  const text = printFilter(filter);
  expect(text).toMatch(/load\.1 \[v\d+ \+ 27\]/);
  expect(text).toContain('load.2 [16]');
});

describe('the empty expression', () => {
  test.each(['', '  \n'])('%j accepts everything', (text) => {
    expect(verdictOn(text)).toBe(DEFAULT_SNAPLEN);
    expect(verdictOn(text, EMPTY_PACKET, { snaplen: 5 })).toBe(5);
  });
});

describe('what is worked out', () => {
  test.each([
    ['10 % 4 + 3 = 3', true],
    ['1 ^ 1 + 1 = 3', true],
    ['len / (1 - 1) = 0', false],
    ['not len / (1 - 1) = 0', false],
    ['len << (31 + 1) = 0', true],
    ['len >> 2 = 15', true],
    ['- 1 = 0xffffffff', true],
    ['- 1 > 1', true],
    ['len * 0x80000000 = 0', true],
    ['tcp-syn | tcp-ack = 18', true],
    ['not ip', false],
    ['len > 59 or ip', true],
    ['ip or len > 59', false],
  ])('%s: %s', (text, accepted) => {
    expect(verdictOn(text) !== 0).toBe(accepted);
  });
});

describe('arithmetic indexes', () => {
  const packet = { bytes: new Uint8Array([1, 2, 3, 4]), wirelen: 4 };

  test.each([
    ['ether[1 - 1] = 1', true],
    ['ether[ether[0]] = 2', true],
    ['ether[ether[2] - 1:2] = 0x304', true],
    ['ether[ether[3]] = 0', false],
    ['ether[0 - 1] = 0 or len = 4', false],
    ['ether[0xffffffff] = 0 or len = 4', false],
  ])('%s: %s', (text, accepted) => {
    expect(verdictOn(text, packet) !== 0).toBe(accepted);
  });
});

test('link types have names and numbers', () => {
  for (const dlt of ['EN10MB', 'DLT_EN10MB', 'en10mb', 1, '1']) {
    expect(compileExpression('tcp', { dlt }).filter.blockCount).toBeGreaterThan(2);
  }
});

test('the netmask tells what an IPv4 broadcast is', () => {
  const bytes = new Uint8Array(34);
  bytes.set([8, 0], 12);
  bytes.set([10, 0, 0, 255], 30);
  const packet = { bytes, wirelen: 34 };
  expect(verdictOn('ip broadcast', packet, { netmask: 0xffff_ff00 })).toBe(DEFAULT_SNAPLEN);
  expect(verdictOn('ip broadcast', packet, { netmask: 0xffff_0000 })).toBe(0);
});

test('Linux keeps the direction and the interface beside the packet', () => {
  const packet = { ...EMPTY_PACKET, ancillary: { 'aux.pkttype': 4, 'aux.ifindex': 3 } };
  const linux = { linux: true };
  expect(verdictOn('outbound and ifindex 3', packet, linux)).toBe(DEFAULT_SNAPLEN);
  expect(verdictOn('inbound', packet, linux)).toBe(0);
  expect(verdictOn('inbound', EMPTY_PACKET, linux)).toBe(DEFAULT_SNAPLEN);
});

test.each([
  ['hosts', 9, (index: number) => `host 10.0.${index >> 8}.${index & 255}`, ' or '],
  ['ports', 13, (index: number) => `port ${index}`, ' or '],
  ['negations', 9, (index: number) => `not host 10.0.${index >> 8}.${index & 255}`, ' and '],
])(
  'a list of %s takes the same number of blocks a term, a long one those of two terms',
  (_, blocksPerTerm, term, glue) => {
    const blocksOf = (length: number): number => {
      const list = Array.from({ length }, (_, index) => term(index)).join(glue);
      const { filter } = compileExpression(list);
      expect(verify(filter)).toEqual([]);
      return filter.blockCount;
    };
    expect(blocksOf(100)).toBe(100 * blocksPerTerm + 2);
    expect(blocksOf(500)).toBe(2 * blocksPerTerm + 2);
  },
);

test.each([
  ['parentheses', `${'('.repeat(20_000)}tcp${')'.repeat(20_000)}`],
  ['negations', `${'!'.repeat(20_000)}tcp`],
  ['expressions to the right', `${'(len > 1 and '.repeat(20_000)}len > 0${')'.repeat(20_000)}`],
  ['operations', `${'len + ('.repeat(20_000)}1${')'.repeat(20_000)} > 0`],
  ['indexes', `not ${'ip['.repeat(20_000)}1${']'.repeat(20_000)} = 1`],
])('20,000 nested %s compile', (_, text) => {
  expect(verify(compileExpression(text).filter)).toEqual([]);
});
