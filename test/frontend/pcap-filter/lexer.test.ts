import { describe, expect, test } from 'vitest';
import { Lexer } from '../../../src/frontend/pcap-filter/syntax/lexer.ts';
import type { Token } from '../../../src/frontend/pcap-filter/syntax/token.ts';

/** The tokens of `text`, each as its kind and what it holds. */
function tokens(text: string): readonly string[] {
  const lexer = new Lexer(text);
  const found: string[] = [];
  for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) {
    found.push(`${token.kind} ${content(token)}`);
  }
  return found;
}

function content(token: Token): string {
  const { kind: _, span: __, ...rest } = token;
  return Object.values(rest).join(' ');
}

describe('words', () => {
  test.each([
    ['tcp-syn', ['number 2']],
    ['tcp-synx', ['name tcp-synx']],
    ['ftp-data', ['name ftp-data']],
    ['80-90', ['name 80-90']],
    ['5- 3', ['number 5', 'symbol -', 'number 3']],
    ['foo-', ['name foo', 'symbol -']],
    ['host.invalid.', ['name host.invalid.']],
    ['Tcp', ['name Tcp']],
    ['ether link wlan', ['protocol link', 'protocol link', 'protocol link']],
    ['es-is is-is', ['protocol esis', 'protocol isis']],
    ['on length rulenum', ['keyword ifname', 'keyword len', 'keyword rnr']],
    ['\\tcp \\host', ['name tcp', 'name host']],
    ['\\a]b)', ['name a]b', 'symbol )']],
    ['icmp6-routersolicit', ['number 133']],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toEqual(expected);
  });
});

describe('numbers', () => {
  test.each([
    ['0', 'number 0'],
    ['010', 'number 8'],
    ['0x1F', 'number 31'],
    ['4294967295', 'number 4294967295'],
    ['0037777777777', 'number 4294967295'],
    ['0x00000000ffffffff', 'number 4294967295'],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toEqual([expected]);
  });

  test.each(['4294967296', '0x100000000', '0040000000000'])('%s overflows', (text) => {
    expect(() => tokens(text)).toThrow(expect.objectContaining({ code: 'FILTER_RANGE' }));
  });

  test('8 and 9 are no octal digits', () => {
    expect(() => tokens('0037777777778')).toThrow(/not octal/);
  });
});

describe('addresses', () => {
  test.each([
    ['10.1', 'ipv4 10.1'],
    ['10.0.0.1', 'ipv4 10.0.0.1'],
    ['0x10.1', 'ipv4 0x10.1'],
    ['1.2.3.4.5', 'name 1.2.3.4.5'],
    ['1.2.3.4.5.6', 'mac 1.2.3.4.5.6'],
    ['1:2:3:4:5:6', 'mac 1:2:3:4:5:6'],
    ['aa-bb-cc-dd-ee-ff', 'mac aa-bb-cc-dd-ee-ff'],
    ['aa-bb-cc-dd-ee-ff-0', 'name aa-bb-cc-dd-ee-ff-0'],
    ['abcd.ef00.0003', 'mac abcd.ef00.0003'],
    ['012345670123', 'mac 012345670123'],
    ['::', 'ipv6 ::'],
    ['::1', 'ipv6 ::1'],
    ['fe80::', 'ipv6 fe80::'],
    ['1:2:3:4:5:6:7:8', 'ipv6 1:2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:7::', 'ipv6 1:2:3:4:5:6:7::'],
    ['::2:3:4:5:6:7:8', 'ipv6 ::2:3:4:5:6:7:8'],
    ['1:2:3:4:5:6:1.2.3.4', 'ipv6 1:2:3:4:5:6:1.2.3.4'],
    ['1::5:1.2.3.4', 'ipv6 1::5:1.2.3.4'],
    ['$1f', 'short-address 31'],
  ])('%s', (text, expected) => {
    expect(tokens(text)).toEqual([expected]);
  });

  test('colons that make no address are punctuation', () => {
    expect(tokens('2:2]')).toEqual(['number 2', 'symbol :', 'number 2', 'symbol ]']);
  });

  test.each(['ab:cd:ef:0g:00:00', 'aa:bb:cc:dd:ee', '1:2:3:4:5:6:7'])(
    '%s is no address',
    (text) => {
      expect(() => tokens(text)).toThrow(/invalid address/);
    },
  );
});

test('punctuation takes the longest match', () => {
  expect(tokens('&&&||!= <<=>>==!')).toEqual([
    'keyword and',
    'symbol &',
    'keyword or',
    'symbol !=',
    'symbol <<',
    'symbol =',
    'symbol >>',
    'symbol =',
    'keyword not',
  ]);
});

test.each(['tcp;', 'a_', '#', '"', '\\', '$', 'é', '\0'])('%j has an illegal character', (text) => {
  expect(() => tokens(text)).toThrow(expect.objectContaining({ code: 'FILTER_SYNTAX' }));
});

test('spans are places in the text', () => {
  const lexer = new Lexer(' tcp\n 10.1');
  expect(lexer.next().span).toEqual({ start: 1, end: 4 });
  expect(lexer.next().span).toEqual({ start: 6, end: 10 });
  expect(lexer.next()).toEqual({ kind: 'end', span: { start: 10, end: 10 } });
  expect(lexer.next().kind).toBe('end');
});
