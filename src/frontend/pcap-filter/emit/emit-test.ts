import type { ValueId } from '../../../ir/ids.ts';
import type { PacketTest, Word } from '../meaning/packet-test.ts';
import { emitHeaderChain } from './emit-header-chain.ts';
import { emitBytes, emitOffset } from './emit-offset.ts';
import { emitPlace } from './emit-place.ts';
import { emitRelation } from './emit-relation.ts';
import type { FilterBuilder } from './filter-builder.ts';
import type { Label, Outcomes } from './label.ts';

/** Ends the open block of `builder` with `test`. */
export function emitTest(builder: FilterBuilder, test: PacketTest, outcomes: Outcomes): void {
  const { ifTrue, ifFalse } = outcomes;
  switch (test.kind) {
    case 'always':
      builder.jump(ifTrue);
      break;
    case 'never':
      builder.jump(ifFalse);
      break;
    case 'not':
      emitTest(builder, test.test, { ifTrue: ifFalse, ifFalse: ifTrue });
      break;
    case 'all':
      emitSequence(builder, test.tests, outcomes, (next) => ({ ifTrue: next, ifFalse }));
      break;
    case 'any':
      emitSequence(builder, test.tests, outcomes, (next) => ({ ifTrue, ifFalse: next }));
      break;
    case 'compare': {
      const word = emitWord(builder, test.word);
      const value = builder.constant(test.value);
      const op = test.comparison === 'any-bit' ? 'and' : test.comparison;
      builder.branch(builder.binary(op, word, value), ifTrue, ifFalse);
      break;
    }
    case 'range':
      emitRange(builder, test, outcomes);
      break;
    case 'among':
      builder.choose(emitWord(builder, test.word), test.spans, outcomes);
      break;
    case 'relation':
      emitRelation(builder, test, outcomes);
      break;
    case 'assign':
      builder.assign(test.variable, emitOffset(builder, test.value));
      builder.jump(ifTrue);
      break;
    case 'apart': {
      const [first, second] = test.places;
      const start = emitBytes(builder, first);
      builder.branch(builder.binary('eq', start, emitBytes(builder, second)), ifFalse, ifTrue);
      break;
    }
    case 'header-chain':
      emitHeaderChain(builder, test, outcomes);
      break;
  }
}

/** Emits tests one after the other; all but the last go on to the next by `until`. */
function emitSequence(
  builder: FilterBuilder,
  tests: readonly PacketTest[],
  outcomes: Outcomes,
  until: (next: Label) => Outcomes,
): void {
  for (const [index, test] of tests.entries()) {
    if (index === tests.length - 1) {
      emitTest(builder, test, outcomes);
    } else {
      const next = builder.newLabel();
      emitTest(builder, test, until(next));
      builder.place(next);
    }
  }
}

function emitRange(
  builder: FilterBuilder,
  { word, low, high }: Extract<PacketTest, { readonly kind: 'range' }>,
  { ifTrue, ifFalse }: Outcomes,
): void {
  const value = emitWord(builder, word);
  const above = builder.newLabel();
  builder.branch(builder.binary('uge', value, builder.constant(low)), above, ifFalse);
  builder.place(above);
  builder.branch(builder.binary('ugt', value, builder.constant(high)), ifFalse, ifTrue);
}

function emitWord(builder: FilterBuilder, word: Word): ValueId {
  const value =
    word.kind === 'input'
      ? builder.input(word.input)
      : builder.load(word.width, emitPlace(builder, word.place));
  return word.mask === null ? value : builder.binary('and', value, builder.constant(word.mask));
}
