import { expect, test, vi } from 'vitest';
import { parseFilter } from '../../../src/ir/parse.ts';
import { lowerToX64 } from '../../../src/lower/x64/lower.ts';
import { BINARY_RULES } from '../../../src/lower/x64/select/select-binary.ts';
import { TEST_RULES } from '../../../src/lower/x64/select/select-test.ts';
import { fileTests } from '../../filetest.ts';

test('every rule has a name of its own', () => {
  const names = [...BINARY_RULES, ...TEST_RULES].map(({ name }) => name);

  expect(new Set(names).size).toBe(names.length);
});

test('every rule applies in some golden file', () => {
  const binary = BINARY_RULES.map((rule) => [rule.name, vi.spyOn(rule, 'apply')] as const);
  const tests = TEST_RULES.map((rule) => [rule.name, vi.spyOn(rule, 'apply')] as const);
  for (const { input } of fileTests('lower/x64')) {
    lowerToX64(parseFilter(input));
  }
  const unused = [
    ...binary.filter(([, { mock }]) => mock.results.every(({ value }) => value === false)),
    ...tests.filter(([, { mock }]) => mock.results.every(({ value }) => value === null)),
  ].map(([name]) => name);
  vi.restoreAllMocks();

  expect(unused).toEqual([]);
});
