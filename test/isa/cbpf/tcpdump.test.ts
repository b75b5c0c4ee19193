import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { parseProgram, printProgram } from '../../../src/isa/cbpf/formats.ts';
import { LIBPCAP_RULES } from '../../../src/isa/cbpf/validity-rules.ts';

/** What `tcpdump` prints on standard output; `null` where it can't run here. */
function tcpdump(...options: readonly string[]): string | null {
  const { status, stdout } = spawnSync('tcpdump', ['-y', 'EN10MB', ...options], {
    encoding: 'utf8',
  });
  return status === 0 ? stdout : null;
}

const absent = tcpdump('-d', 'ip') === null;

const EXPRESSIONS = [
  'ip',
  'tcp port 80 or udp port 53',
  'vlan and ether host 00:11:22:33:44:55',
  'ip[0] * 3 / len % 7 ^ 3 != -ip[2] | 0xffffffff',
  'icmp[0] << 3 > 9 or (ip[ip[4] + len] >> ip[3]) - 4294967295 >= tcp[13] & 18',
  'net 2001:db8::/32 and greater 100',
  'vlan 5 and inbound',
];

test.skipIf(absent).each(EXPRESSIONS.flatMap((each) => [[each], [each, '-O']]))(
  'prints and reads as tcpdump does (skipped where tcpdump can not run): %s %s',
  (expression, ...options) => {
    const numbers = tcpdump('-ddd', ...options, expression) ?? '';
    const program = parseProgram(numbers, 'ddd');
    expect(checkProgram(program, { rules: LIBPCAP_RULES })).toEqual([]);
    expect(printProgram(program, 'ddd')).toBe(numbers);
    for (const format of ['d', 'dd'] as const) {
      const theirs = tcpdump(`-${format}`, ...options, expression) ?? '';
      expect(printProgram(program, format)).toBe(theirs);
      // The listing lacks what libpcap leaves in fields that an instruction has no use for
      expect(printProgram(parseProgram(theirs, format), format)).toBe(theirs);
    }
  },
);
