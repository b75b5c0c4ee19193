import { operandsOf, type TermId } from './term.ts';
import type { TermTable } from './term-table.ts';

/** `roots` and all terms below them, operands before users. Linear in the ids up to the roots. */
export function neededTerms(table: TermTable, roots: readonly TermId[]): readonly TermId[] {
  const last = Math.max(-1, ...roots);
  const needed = new Uint8Array(last + 1);
  for (const root of roots) {
    needed[root] = 1;
  }
  const terms: TermId[] = [];
  for (let id = last; id >= 0; id -= 1) {
    if (needed[id] === 1) {
      terms.push(id as TermId);
      for (const operand of operandsOf(table.term(id as TermId))) {
        needed[operand] = 1;
      }
    }
  }
  return terms.reverse();
}
