import type { ValueId } from '../../ir/ids.ts';
import { type Condition, constancy, type NumberTest } from './condition.ts';
import type { FlowBuilder } from './flow-builder.ts';
import type { Label, Outcomes } from './label.ts';

/** How a language writes what it tests, into a builder of its own. */
export interface LeafEmitter<Builder, Word, Special> {
  /** Works out `word`, a u32. */
  word(builder: Builder, word: Word): ValueId;
  /** Ends the open block of `builder` with `special`. */
  special(builder: Builder, special: Special, outcomes: Outcomes): void;
}

/**
 * Ends the open block of `builder` with `condition`: `all` and `any` leave out the tests behind the one that
 * settles them. Of a condition that is constant, nothing is executed; what it is about is asked for, in code that
 * is never reached.
 */
export function emitCondition<Late extends object, Variable extends object, Word, Special>(
  builder: FlowBuilder<Late, Variable>,
  condition: Condition<Word, Special>,
  outcomes: Outcomes,
  leaves: LeafEmitter<FlowBuilder<Late, Variable>, Word, Special>,
): void {
  const { ifTrue, ifFalse } = outcomes;
  const constant = constancy(condition);
  if (constant !== null) {
    builder.jump(constant ? ifTrue : ifFalse);
    if (condition.kind === 'always' || condition.kind === 'never') {
      return;
    }
    builder.place(builder.newLabel());
  }
  switch (condition.kind) {
    case 'always':
    case 'never':
      break;
    case 'not':
      emitCondition(builder, condition.test, { ifTrue: ifFalse, ifFalse: ifTrue }, leaves);
      break;
    case 'all':
    case 'any':
      for (const [index, test] of condition.tests.entries()) {
        const next = index === condition.tests.length - 1 ? null : builder.newLabel();
        emitCondition(builder, test, outcomesOf(condition.kind, outcomes, next), leaves);
        if (next !== null) {
          builder.place(next);
        }
      }
      break;
    case 'split': {
      const { word, bound, above, others } = condition;
      const [ifAbove, ifNot] = [builder.newLabel(), builder.newLabel()];
      const test = builder.binary('ugt', leaves.word(builder, word), builder.constant(bound));
      builder.branch(test, ifAbove, ifNot);
      builder.place(ifAbove);
      emitCondition(builder, above, outcomes, leaves);
      builder.place(ifNot);
      emitCondition(builder, others, outcomes, leaves);
      break;
    }
    case 'special':
      leaves.special(builder, condition.special, outcomes);
      break;
    default:
      emitNumberTest(builder, condition, leaves.word(builder, condition.word), outcomes);
  }
}

/** Where a test of a sequence leads, `next` being the test behind it; `null` for the last. */
function outcomesOf(kind: 'all' | 'any', outcomes: Outcomes, next: Label | null): Outcomes {
  if (next === null) {
    return outcomes;
  }
  const { ifTrue, ifFalse } = outcomes;
  return kind === 'all' ? { ifTrue: next, ifFalse } : { ifTrue, ifFalse: next };
}

/** Ends the open block with a test of `value`, which is the word of `test`. */
function emitNumberTest(
  builder: FlowBuilder<object, object>,
  test: NumberTest<unknown>,
  value: ValueId,
  { ifTrue, ifFalse }: Outcomes,
): void {
  switch (test.kind) {
    case 'compare': {
      const op = test.comparison === 'any-bit' ? 'and' : test.comparison;
      builder.branch(builder.binary(op, value, builder.constant(test.value)), ifTrue, ifFalse);
      break;
    }
    case 'range': {
      const above = builder.newLabel();
      builder.branch(builder.binary('uge', value, builder.constant(test.low)), above, ifFalse);
      builder.place(above);
      builder.branch(builder.binary('ugt', value, builder.constant(test.high)), ifFalse, ifTrue);
      break;
    }
    case 'among':
      builder.choose(value, test.spans, { ifTrue, ifFalse });
      break;
  }
}
