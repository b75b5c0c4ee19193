import { describe, expect, test } from 'vitest';
import { CbpfVm } from '../../../src/engine/cbpf-vm/machine.ts';
import { interpret } from '../../../src/interpret/interpret.ts';

import { checkProgram } from '../../../src/isa/cbpf/check.ts';
import { printListing } from '../../../src/isa/cbpf/listing.ts';
import { lowerWithStatistics } from '../../../src/lower/cbpf/lower.ts';
import { BRANCH_RULES } from '../../../src/lower/cbpf/select/branch-rules.ts';
import { INDEX_RULES, VALUE_RULES } from '../../../src/lower/cbpf/select/value-rules.ts';
import { verify } from '../../../src/verify/verify.ts';
import { BLESS, fileTests } from '../../filetest.ts';
import { internetFilter } from '../../internet-filter.ts';

const FILES = fileTests('lower/cbpf');
const RULES = [...VALUE_RULES, ...INDEX_RULES, ...BRANCH_RULES].map(({ name }) => name);

describe.each(FILES)('$name', ({ input, expected, runs, bless }) => {
  const filter = internetFilter(input);
  const { program } = lowerWithStatistics(filter);

  test('is lowered as expected', () => {
    const actual = printListing(program).trim().replaceAll(/ +$/gm, '');
    if (BLESS) {
      bless(actual);
    }
    expect(verify(filter)).toEqual([]);
    expect(checkProgram(program)).toEqual([]);
    expect(actual).toBe(BLESS ? actual : expected);
  });

  test.each(runs)('$text', ({ packet, verdict }) => {
    const { bytes, wirelen, ancillary = {} } = packet;

    expect(interpret(filter, packet)).toBe(verdict);
    expect(new CbpfVm(program).runCounting({ bytes, wirelen, ancillary }).verdict).toBe(verdict);
  });
});

test('rule names are unique', () => {
  expect(new Set(RULES).size).toBe(RULES.length);
});

test('each rule is used by some golden file', () => {
  const used = new Set(
    FILES.flatMap(({ input }) => [
      ...lowerWithStatistics(internetFilter(input)).statistics.rules.keys(),
    ]),
  );

  expect(RULES.filter((name) => !used.has(name))).toEqual([]);
});
