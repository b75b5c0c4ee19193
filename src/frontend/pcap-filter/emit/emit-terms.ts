import { GatheredTerms } from '../meaning/gathered-terms.ts';
import { any } from '../meaning/packet-test.ts';
import type { TextPosition } from '../meaning/text-position.ts';
import type { Primitive } from '../syntax/ast.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';
import type { Outcomes } from './label.ts';

/**
 * Ends the open block of `builder` with the alternatives `terms`, which enter no encapsulation: on to
 * `ifTrue` where one holds. Long stretches of terms that are alike become tests for lists of numbers.
 * Reads the terms one by one, so that only few of their tests are in memory at a time.
 */
export function emitTerms(
  builder: FilterBuilder,
  [first, ...others]: readonly [Primitive, ...Primitive[]],
  { position, ifTrue, ifFalse }: Outcomes & { readonly position: TextPosition },
): void {
  builder.about(first.span);
  let gathered = new GatheredTerms(position.read(first));
  for (const term of others) {
    builder.about(term.span);
    const test = position.read(term);
    if (!gathered.add(test)) {
      const next = builder.newLabel();
      emitTest(builder, any(...gathered.tests), { ifTrue, ifFalse: next });
      builder.retain(position.variables);
      builder.place(next);
      gathered = new GatheredTerms(test);
    }
  }
  emitTest(builder, any(...gathered.tests), { ifTrue, ifFalse });
  builder.retain(position.variables);
}
