import { expect, test } from 'vitest';
import { parseFilter } from '../../../src/ir/parse.ts';
import { compareDiagrams } from '../../../src/prove/diagram/compare-diagrams.ts';
import { meaningTerms } from '../../../src/prove/equivalence/decide.ts';
import { TermGraph } from '../../../src/prove/smt/term-graph.ts';

/** How a filter that accepts behind `checks` compares with one that accepts behind `others`. */
function compared(checks: string, others: string): string {
  const graph = new TermGraph();
  const [one, other] = [checks, others].map((lines) => {
    const start = 'filter @one {\nb0:\n  v0 = load.1 [0]\n';
    return meaningTerms(graph, parseFilter(`${start}${lines}  return 0x1\n}\n`)).strict;
  });
  return one === undefined || other === undefined ? '' : compareDiagrams(graph, one, [other]).kind;
}

test('a check that only a base must lie within is one', () => {
  expect(compared('  guard v0\n', '')).toBe('different');
  expect(compared('  guard v0\n  guard v0 + 1\n', '  guard v0 + 1\n')).toBe('equal');
});

test('what a check implies is known, by its base and by the length', () => {
  expect(compared('  guard v0 + 4\n', '  guard v0 + 4\n  guard v0 + 2\n')).toBe('equal');
  expect(compared('  guard v0 + 4\n', '  guard v0 + 4\n  guard 4\n')).toBe('equal');
  expect(compared('  guard 259\n', '  guard 259\n  guard v0 + 4\n')).toBe('equal');
  expect(compared('  guard 258\n', '  guard 258\n  guard v0 + 4\n')).toBe('different');
  expect(compared('  guard v0 + 4\n', '  guard v0 + 4\n  guard 5\n')).toBe('different');
});
