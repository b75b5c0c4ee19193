import type { SourceSpan } from '../../../../support/source-span.ts';
import { any, not } from '../../../control-flow/condition.ts';
import type { FieldTest } from '../../syntax/ast.ts';
import type { RelationSymbol } from '../../syntax/token.ts';
import { tooLarge } from '../context.ts';
import { compare, equals, type PacketTest, type Word } from '../packet-test.ts';

/** Tests a number of the packet that relates to `value`. */
export type NumberTest = (operator: RelationSymbol, value: number) => PacketTest;

/**
 * One of `alternatives` has to hold.
 *
 * @throws {@link FilterTypeError} for a number that is greater than `most`.
 */
export function anyAlternative(
  alternatives: readonly FieldTest[],
  { name, most, span }: { readonly name: string; readonly most: number; readonly span: SourceSpan },
  test: NumberTest,
): PacketTest {
  return any(
    ...alternatives.map(({ operator, value }) => {
      if (value > most) {
        throw tooLarge(name, value, most, span);
      }
      return test(operator, value);
    }),
  );
}

/** Tests a word against a number. */
export function relates(word: Word, operator: RelationSymbol, value: number): PacketTest {
  switch (operator) {
    case '=':
      return equals(word, value);
    case '!=':
      return not(equals(word, value));
    case '>':
      return compare('ugt', word, value);
    case '<=':
      return not(compare('ugt', word, value));
    case '>=':
      return compare('uge', word, value);
    case '<':
      return not(compare('uge', word, value));
  }
}
