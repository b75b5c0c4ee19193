import { expect, test } from 'vitest';
import { compileExpression } from '../../../src/frontend/pcap-filter/compile.ts';
import {
  type FilterError,
  FilterSyntaxError,
  FilterTypeError,
  renderFilterError,
} from '../../../src/frontend/pcap-filter/errors.ts';

function errorOf(text: string): FilterError {
  try {
    compileExpression(text);
  } catch (error) {
    if (error instanceof FilterSyntaxError || error instanceof FilterTypeError) {
      return error;
    }
    throw error;
  }
  throw new Error(`${text} compiles`);
}

const rendered = (text: string): string => renderFilterError(errorOf(text), text);

test.each([
  [
    'port (80 or tcp)',
    `unexpected 'tcp', expected an address, a number or a name
  port (80 or tcp)
              ^~~`,
  ],
  [
    'tcp port 70000',
    `port number 70000 is greater than 65535
  tcp port 70000
           ^~~~~`,
  ],
  [
    'tcp and\n\tudp ???',
    `unexpected character "?"
  \tudp ???
  \t    ^`,
  ],
  [
    'tcp and',
    `unexpected end of the expression, expected a primitive such as host, port or tcp
  tcp and
         ^`,
  ],
  [
    'tcp prot 80',
    `unexpected 'prot', expected 'and' or 'or'; did you mean 'proto'?
  tcp prot 80
      ^~~~`,
  ],
  [
    'net 10/8',
    `unexpected '/', expected 'and' or 'or'; did you mean 'net 10.0.0.0/8'?
  net 10/8
        ^`,
  ],
  [
    'ip and (tcp[12 udp',
    `unexpected 'udp', expected an operator or ']'
  ip and (tcp[12 udp
                 ^~~`,
  ],
  [
    '(ip and tcp udp',
    `unexpected 'udp', expected 'and', 'or' or ')'
  (ip and tcp udp
              ^~~`,
  ],
  [
    'ip and vpi 5',
    `'vpi' is for packets of type SUNATM only, and these are EN10MB
  ip and vpi 5
         ^~~~~`,
  ],
])('%j', (text, expected) => {
  expect(rendered(text)).toBe(expected);
});

test('of a long line only the neighbourhood of the place is shown', () => {
  const [, line = '', marks = ''] = rendered(
    `${'tcp or '.repeat(1000)}? or ${'tcp or '.repeat(1000)}`,
  ).split('\n');
  expect(line.length).toBeLessThan(110);
  expect(line[marks.indexOf('^')]).toBe('?');
});

test.each([
  ['tcp or', 'FILTER_SYNTAX'],
  ['less 4294967296', 'FILTER_RANGE'],
  ['port 65536', 'FILTER_RANGE'],
  ['portrange 1-70000', 'FILTER_RANGE'],
  ['ip proto 256', 'FILTER_RANGE'],
  ['ether proto 65536', 'FILTER_RANGE'],
  ['byte 1 = 256', 'FILTER_RANGE'],
  ['net 10.0.0.0/33', 'FILTER_RANGE'],
  ['net fe80::/129', 'FILTER_RANGE'],
  ['host 256.1.1.1', 'FILTER_ADDRESS'],
  ['host fe80::1.2.3.256', 'FILTER_ADDRESS'],
  ['net 10.0.0.1/24', 'FILTER_ADDRESS'],
  ['net fe80::1/64', 'FILTER_ADDRESS'],
  ['ether host 1.2.3.4', 'FILTER_ADDRESS'],
  ['host nowhere', 'FILTER_NAME'],
  ['net nowhere', 'FILTER_NAME'],
  ['port nothing', 'FILTER_NAME'],
  ['udp port ssh', 'FILTER_NAME'],
  ['proto \\nothing', 'FILTER_NAME'],
  ['tcp host 1.2.3.4', 'FILTER_QUALIFIER'],
  ['ip host ::1', 'FILTER_QUALIFIER'],
  ['icmp port 5', 'FILTER_QUALIFIER'],
  ['tcp proto 6', 'FILTER_QUALIFIER'],
  ['host 10.0.0.0/8', 'FILTER_QUALIFIER'],
  ['port 1.2.3.4', 'FILTER_QUALIFIER'],
  ['host 1:2:3:4:5:6', 'FILTER_QUALIFIER'],
  ['addr1 1.2.3.4', 'FILTER_QUALIFIER'],
  ['tcp broadcast', 'FILTER_QUALIFIER'],
  ['arp multicast', 'FILTER_QUALIFIER'],
  ['esp[0] = 1', 'FILTER_QUALIFIER'],
  ['tcp or 1/0 = 0', 'FILTER_ARITHMETIC'],
  ['len % 0 = 0', 'FILTER_ARITHMETIC'],
  ['len << 32 = 0', 'FILTER_ARITHMETIC'],
  ['radio[0] = 1', 'FILTER_LINK_TYPE'],
  ['inbound', 'FILTER_LINK_TYPE'],
  ['ether host $12', 'FILTER_LINK_TYPE'],
  ['ip broadcast', 'FILTER_NETMASK'],
  ['src protochain 6', 'FILTER_SYNTAX'],
  ['geneve and protochain 6', 'FILTER_LINK_TYPE'],
  ['mpls and vlan', 'FILTER_LINK_TYPE'],
  ['mpls and arp', 'FILTER_LINK_TYPE'],
  ['pppoes and ether host 1:2:3:4:5:6', 'FILTER_LINK_TYPE'],
  ['vlan 4096', 'FILTER_RANGE'],
  ['mpls 1048576', 'FILTER_RANGE'],
  ['pppoes 65536', 'FILTER_RANGE'],
  ['geneve 16777216', 'FILTER_RANGE'],
  ['isis proto 32', 'FILTER_RANGE'],
  ['decnet host 64.1', 'FILTER_RANGE'],
  ['decnet host 1.1024', 'FILTER_RANGE'],
  ['decnet host 1.2.3', 'FILTER_ADDRESS'],
])('%s is refused with %s', (text, code) => {
  expect(errorOf(text).code).toBe(code);
});

test.each(['NOSUCH', 65_536, -1, 1.5, '65536'])('%s is no link type', (dlt) => {
  expect(() => compileExpression('tcp', { dlt })).toThrow(
    expect.objectContaining({ code: 'LINK_TYPE_UNKNOWN' }),
  );
});

test.each([147, '162', 500])(
  'packets of type %s have a length and bytes, and no protocol',
  (dlt) => {
    expect(() => compileExpression('len > 3 and link[0] = 1', { dlt })).not.toThrow();
    expect(() => compileExpression('tcp', { dlt })).toThrow(
      expect.objectContaining({ code: 'FILTER_LINK_TYPE' }),
    );
  },
);
