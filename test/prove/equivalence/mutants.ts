import type { Filter } from '../../../src/ir/filter.ts';
import type { FilterView } from '../../../src/ir/filter-view.ts';
import { parseFilter } from '../../../src/ir/parse.ts';
import { printFilter } from '../../../src/ir/print.ts';
import { verify } from '../../../src/verify/verify.ts';

/** Ways to change one line of a filter's text a little; many keep it valid. */
const EDITS: readonly (readonly [RegExp, (found: string, by: number) => string])[] = [
  [/const 0x[0-9a-f]+/, (found, by) => `const 0x${nudged(found.slice(6), by)}`],
  [/return 0x[0-9a-f]+/, (found, by) => `return 0x${nudged(found.slice(7), by)}`],
  [/branch v\d+, b\d+, b\d+/, (found) => found.replace(/(b\d+), (b\d+)$/, '$2, $1')],
  [/\beq\b/, () => 'ne'],
  [/\bult\b/, () => 'ule'],
  [/\bugt\b/, () => 'uge'],
  [/\bslt\b/, () => 'ult'],
  [/\badd\b/, () => 'or'],
  [/\band\b/, () => 'xor'],
  [/\bshr\b/, () => 'ashr'],
  [/\bmul\b/, () => 'shl'],
  [/\[\d+\]/, (found, by) => `[${Number(found.slice(1, -1)) + by}]`],
  [
    /guard \d+/,
    (found, by) => `guard ${Math.max(0, Number(found.slice(6)) + (by === 0 ? -1 : by))}`,
  ],
  [/\.native/, () => ''],
];

function nudged(number: string, by: number): string {
  const changed = (BigInt(number) + BigInt(by === 0 ? -1 : by)) & 0xffff_ffffn;
  return changed.toString(16);
}

/**
 * `filter` with one small mistake in it; `null` where that does not make a valid filter. `which`
 * chooses the mistake.
 */
export function mutantOf(filter: FilterView, which: number): Filter | null {
  const lines = printFilter(filter).split('\n');
  const places = lines.flatMap((line, index) =>
    EDITS.flatMap(([pattern, edit]) => (pattern.test(line) ? [{ index, pattern, edit }] : [])),
  );
  const place = places[which % Math.max(1, places.length)];
  if (place === undefined) {
    return null;
  }
  const by = which % 3;
  const text = lines.map((line, index) =>
    index === place.index ? line.replace(place.pattern, (found) => place.edit(found, by)) : line,
  );
  try {
    const mutant = parseFilter(text.join('\n'));
    return verify(mutant).length === 0 ? mutant : null;
  } catch {
    return null;
  }
}
