import { all } from '../../control-flow/condition.ts';
import { FEWEST_ROWS, factoredRows } from '../../control-flow/factored-rows.ts';
import type { Outcomes } from '../../control-flow/label.ts';
import type { PacketTest } from '../meaning/packet-test.ts';
import type { TextPosition } from '../meaning/text-position.ts';
import { WORD_RULES } from '../meaning/word-rules.ts';
import type { Primitive } from '../syntax/ast.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';

/**
 * Ends the open block of `builder` with alternatives that enter no encapsulation, each of primitives that all
 * have to hold: on to `ifTrue` where one does. Products of sets become tests for sets.
 */
export function emitRows(
  builder: FilterBuilder,
  rows: readonly (readonly Primitive[])[],
  { position, ifTrue, ifFalse }: Outcomes & { readonly position: TextPosition },
): void {
  const read = (row: readonly Primitive[]): readonly PacketTest[] =>
    row.map((term) => {
      builder.about(term.span);
      return position.read(term);
    });
  if (rows.length < FEWEST_ROWS) {
    emitInOrder(builder, rows.map(read), { ifTrue, ifFalse });
  } else {
    const tests = rows.map(read);
    const holdingRejects = ifTrue === builder.reject;
    const failingRejects = ifFalse === builder.reject;
    const factored = factoredRows(tests, { words: WORD_RULES, holdingRejects, failingRejects });
    emitInOrder(builder, factored === null ? tests : [[factored]], { ifTrue, ifFalse });
  }
  builder.retain(position.variables);
}

/** The rows one after the other. */
function emitInOrder(
  builder: FilterBuilder,
  rows: readonly (readonly PacketTest[])[],
  { ifTrue, ifFalse }: Outcomes,
): void {
  for (const [index, row] of rows.entries()) {
    const next = index === rows.length - 1 ? ifFalse : builder.newLabel();
    emitTest(builder, all(...row), { ifTrue, ifFalse: next });
    if (next !== ifFalse) {
      builder.place(next);
    }
  }
}
