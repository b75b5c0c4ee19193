import { expect, test } from 'vitest';
import { prepare } from '../../src/interpret/interpret.ts';
import { parseFilter } from '../../src/ir/parse.ts';
import { printFilter } from '../../src/ir/print.ts';
import { verify } from '../../src/verify/verify.ts';

/** As a list of so many hosts: one test after the other, all of which lead to two common ends. */
function hostList(count: number): string {
  const tests = Array.from({ length: count }, (_, index) => {
    const value = 2 * index + 1;
    return [
      `b${index}:`,
      `  v${value} = const ${index + 7}`,
      `  v${value + 1} = eq v0, v${value}`,
      `  branch v${value + 1}, b${count}, b${index === count - 1 ? count + 1 : index + 1}`,
    ].join('\n');
  });
  return [
    'filter @hosts {',
    'b999999:',
    '  v0 = load.4 [26]',
    '  jump b0',
    ...tests,
    `b${count}:`,
    '  return 0x40000',
    `b${count + 1}:`,
    '  return 0x0',
    '}',
  ].join('\n');
}

test('a chain of 50,000 blocks parses, prints, verifies and runs, in linear time', () => {
  const filter = parseFilter(hostList(50_000));
  expect(filter.blockCount).toBe(50_003);
  expect(verify(filter)).toEqual([]);
  expect(printFilter(parseFilter(printFilter(filter)))).toBe(printFilter(filter));

  const run = prepare(filter);
  const packet = (host: number) => {
    const bytes = new Uint8Array(34);
    new DataView(bytes.buffer).setUint32(26, host);
    return { bytes, wirelen: 34 };
  };
  expect([7, 50_006, 6, 50_007].map((host) => run(packet(host)))).toEqual([0x40000, 0x40000, 0, 0]);
});
