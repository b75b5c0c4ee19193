import type { Condition } from './condition.ts';

/** Whether two words are the same bits of a packet. */
export type SameWord<Word> = (a: Word, b: Word) => boolean;

/** Whether two trees test the same in the same order. Trees of kinds that lists are not made of differ. */
export function sameCondition<Word, Special>(
  a: Condition<Word, Special>,
  b: Condition<Word, Special>,
  same: SameWord<Word>,
): boolean {
  switch (a.kind) {
    case 'always':
    case 'never':
      return b.kind === a.kind;
    case 'not':
      return b.kind === 'not' && sameCondition(a.test, b.test, same);
    case 'all':
    case 'any':
      return (
        b.kind === a.kind &&
        a.tests.length === b.tests.length &&
        a.tests.every((test, index) => {
          const other = b.tests[index];
          return other !== undefined && sameCondition(test, other, same);
        })
      );
    case 'compare':
      return (
        b.kind === 'compare' &&
        a.comparison === b.comparison &&
        a.value === b.value &&
        same(a.word, b.word)
      );
    case 'range':
      return b.kind === 'range' && a.low === b.low && a.high === b.high && same(a.word, b.word);
    default:
      return false;
  }
}
