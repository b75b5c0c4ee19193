import { spanOf } from '../../../support/source-span.ts';
import { any } from '../../control-flow/condition.ts';
import { GatheredTerms } from '../../control-flow/gathered-terms.ts';
import type { Outcomes } from '../../control-flow/label.ts';
import { isListedAlike, listedNumber } from '../meaning/listed-number.ts';
import type { SpecialTest, Word } from '../meaning/packet-test.ts';
import type { TextPosition } from '../meaning/text-position.ts';
import { WORD_RULES } from '../meaning/word-rules.ts';
import type { Primitive } from '../syntax/ast.ts';
import { emitTest } from './emit-test.ts';
import type { FilterBuilder } from './filter-builder.ts';

/**
 * Ends the open block of `builder` with the alternatives `terms`, which enter no encapsulation: on to
 * `ifTrue` where one holds. Long runs of terms that are alike become tests for lists of numbers.
 * Reads the terms one by one, so that only few of their tests are in memory at a time, and those of a long
 * list of addresses or ports only as numbers.
 */
export function emitTerms(
  builder: FilterBuilder,
  [first, ...others]: readonly [Primitive, ...Primitive[]],
  { position, ifTrue, ifFalse }: Outcomes & { readonly position: TextPosition },
): void {
  builder.about(first.span);
  if (others.length === 0) {
    emitTest(builder, position.read(first), { ifTrue, ifFalse });
    builder.retain(position.variables);
    return;
  }
  let head = first;
  let last = first;
  let gathered = new GatheredTerms(position.read(first), WORD_RULES);
  for (const term of others) {
    builder.about(term.span);
    if (addNumber(gathered, head, term)) {
      last = term;
      continue;
    }
    const test = position.read(term);
    if (!gathered.add(test)) {
      const next = builder.newLabel();
      builder.about(spanOf(head.span, last.span));
      emitTest(builder, any(...gathered.tests), { ifTrue, ifFalse: next });
      builder.retain(position.variables);
      builder.place(next);
      head = term;
      gathered = new GatheredTerms(test, WORD_RULES);
    }
    last = term;
  }
  builder.about(spanOf(head.span, last.span));
  emitTest(builder, any(...gathered.tests), { ifTrue, ifFalse });
  builder.retain(position.variables);
}

/** Adds `term` by its number to a long list that `head` begins; yields whether it can be. */
function addNumber(
  gathered: GatheredTerms<Word, SpecialTest>,
  head: Primitive,
  term: Primitive,
): boolean {
  const number = gathered.isLong && isListedAlike(head, term) ? listedNumber(term) : null;
  const first = number === null ? null : listedNumber(head);
  if (number === null || first === null || !gathered.isOfNumbers(first)) {
    return false;
  }
  gathered.addNumber(number);
  return true;
}
