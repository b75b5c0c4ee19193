import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseProgram, printProgram } from '../../../src/isa/cbpf/formats.ts';

/** A case of `filter-cases.json`, as far as this test goes. */
interface FilterCase {
  readonly kind: string;
  readonly name: string;
  /** `null` where the case has no listing. */
  readonly expected_unoptimized?: readonly string[] | null;
  readonly expected_optimized?: readonly string[] | null;
}

const path = '../shared/data/libpcap/filter-cases.json';
const cases: readonly FilterCase[] = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];

/** A line of a listing without its comment and the space at its end. */
function bare(line: string): string {
  return line.replace(/;.*/, '').trimEnd();
}

test.skipIf(cases.length === 0)(
  `listings of libpcap's test suite read and print back (skipped where ${path} is absent)`,
  () => {
    const listings = cases.flatMap((each) =>
      [each.expected_unoptimized, each.expected_optimized].flatMap((lines) =>
        lines ? [{ name: each.name, lines }] : [],
      ),
    );
    expect(listings.length).toBeGreaterThan(100);
    for (const { name, lines } of listings) {
      const printed = printProgram(parseProgram(lines.join('\n'), 'd'), 'd');
      expect(printed.trimEnd().split('\n').map(bare), name).toEqual(lines.map(bare));
    }
  },
);
