import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../../../src/frontend/pcap-filter/compile.ts';
import { filterBuilder } from '../../../../src/frontend/pcap-filter/emit/filter-builder.ts';
import { FilterSyntaxError, FilterTypeError } from '../../../../src/frontend/pcap-filter/errors.ts';
import { CONSTANTS } from '../../../../src/frontend/pcap-filter/syntax/constants.ts';
import { KEYWORDS, PROTOCOLS } from '../../../../src/frontend/pcap-filter/syntax/keywords.ts';
import { Random } from '../../../../src/support/random.ts';

/** The code of the error that `text` ends in; `null` where it compiles. Any other error is thrown. */
function outcome(text: string): string | null {
  try {
    compileExpression(text);
    return null;
  } catch (error) {
    if (error instanceof FilterSyntaxError || error instanceof FilterTypeError) {
      expect(error.span.start).toBeLessThanOrEqual(text.length);
      expect(error.span.end).toBeLessThanOrEqual(text.length);
      expect(error.message.length).toBeLessThan(1000);
      return error.code;
    }
    throw error;
  }
}

const DEPTH = 100_000;
const deep = (before: string, middle: string, after = ''): string =>
  before.repeat(DEPTH) + middle + after.repeat(DEPTH);

describe(`${DEPTH} deep`, () => {
  test.each([
    ['parentheses', deep('(', 'tcp', ')'), null],
    ['not', deep('not ', 'tcp'), null],
    ['!', deep('!', 'tcp'), null],
    ['not and parentheses', deep('not (', 'tcp', ')'), null],
    ['and to the right', deep('less 5 and (', 'tcp', ')'), null],
    ['or and not to the right', deep('less 5 or not (', 'tcp', ')'), null],
    ['parentheses around a number', `${deep('(', '1', ')')} = 1`, null],
    ['parentheses around an operand', `port ${deep('(', '80', ')')}`, null],
    ['parentheses around a tag', `vlan ${deep('(', '80', ')')}`, null],
    ['sums to the left', `${deep('', 'len', '+len')} = 1`, null],
    ['remainders to the right', `${deep('1 % ', 'len')} = 1`, null],
    ['minus', `${deep('-', '1')} = 1`, null],
    ['indices', `${deep('ip[', '0', ']')} = 1`, null],
    ['tags', deep('vlan and ', 'less 5'), null],
    ['parentheses that stay open', deep('(', 'tcp'), 'FILTER_SYNTAX'],
    ['indices that stay open', deep('ip[', '0'), 'FILTER_SYNTAX'],
    ['parentheses that close nothing', deep('', 'tcp', ')'), 'FILTER_SYNTAX'],
    ['nothing', deep('(', '', ')'), 'FILTER_SYNTAX'],
  ])('%s', { timeout: 30_000 }, (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });
});

const MEGABYTES = 10 * 1024 * 1024;
const fill = (text: string): string => text.repeat(Math.ceil(MEGABYTES / text.length));

describe('10 MB', () => {
  test.each([
    ['blanks', fill(' '), null],
    ['a word', fill('a'), 'FILTER_SYNTAX'],
    ['a name', `host ${fill('a')}`, 'FILTER_NAME'],
    ['an escaped name', `host \\${fill('a')}`, 'FILTER_NAME'],
    ['a number', fill('9'), 'FILTER_RANGE'],
    ['hex digits', `0x${fill('f')}`, 'FILTER_RANGE'],
    ['zeros', `less ${fill('0')}`, null],
    ['numbers with dots', fill('1.'), 'FILTER_SYNTAX'],
    ['bytes with colons', fill('a:'), 'FILTER_SYNTAX'],
    ['dashes', `host a${fill('-')}`, 'FILTER_SYNTAX'],
    ['words that end in dashes', `host ${fill('a-- ')}`, 'FILTER_SYNTAX'],
    ['indices', `${fill('ip[')}0`, 'FILTER_SYNTAX'],
    ['a wrong character at the end', `${' '.repeat(MEGABYTES)}?`, 'FILTER_SYNTAX'],
  ])('%s', { timeout: 60_000 }, (_, text, expected) => {
    expect(outcome(text)).toBe(expected);
  });
});

test('a filter that would be too large ends in an error that names the place', () => {
  const builder = filterBuilder(3);
  builder.about({ start: 4, end: 7 });
  for (const value of [1, 2, 3]) {
    builder.constant(value);
  }
  expect(() => builder.constant(4)).toThrow(
    expect.objectContaining({ code: 'FILTER_SIZE', span: { start: 4, end: 7 } }),
  );
});

test('random characters end in an answer or an error about a place', () => {
  const random = new Random(1);
  for (let round = 0; round < 3000; round += 1) {
    const codes = Array.from({ length: random.below(30) }, () =>
      random.below(4) === 0 ? random.below(0x1_0000) : random.below(0x80),
    );
    outcome(String.fromCharCode(...codes));
  }
});

test('random words end in an answer or an error about a place', () => {
  const random = new Random(2);
  const words = [
    ...KEYWORDS.keys(),
    ...PROTOCOLS.keys(),
    ...CONSTANTS.keys(),
    ...'( ) [ ] : + - * / % & | ^ << >> < > <= >= = == != && || ! , $1f $ \\tcp \\'.split(' '),
    ...'1 80 0x1f 070000 10.1 1.2.3.4 ::1 fe80:: 1:2:3:4:5:6 a-b 80-90 name 4294967296'.split(' '),
  ];
  for (let round = 0; round < 10_000; round += 1) {
    const text = Array.from(
      { length: 1 + random.below(12) },
      () => words[random.below(words.length)],
    );
    outcome(text.join(' '));
  }
});

/** The shortest of some runs, in milliseconds. */
function timeOf(terms: number): number {
  const random = new Random(3);
  const byte = (): number => random.below(256);
  const text = Array.from(
    { length: terms },
    () => `host ${byte()}.${byte()}.${byte()}.${byte()}`,
  ).join(' or ');
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    compileExpression(text);
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('eight times the terms take much less than 64 times as long', { timeout: 60_000 }, () => {
  timeOf(2000);
  expect(timeOf(16_000) / timeOf(2000)).toBeLessThan(30);
});
