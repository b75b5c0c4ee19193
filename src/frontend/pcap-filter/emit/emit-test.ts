import type { ValueId } from '../../../ir/ids.ts';
import { emitCondition, type LeafEmitter } from '../../control-flow/emit-condition.ts';
import type { Outcomes } from '../../control-flow/label.ts';
import type { PacketTest, SpecialTest, Word } from '../meaning/packet-test.ts';
import { emitHeaderChain } from './emit-header-chain.ts';
import { emitBytes, emitOffset } from './emit-offset.ts';
import { emitPlace } from './emit-place.ts';
import { emitRelation } from './emit-relation.ts';
import type { FilterBuilder } from './filter-builder.ts';

/** Ends the open block of `builder` with `test`. */
export function emitTest(builder: FilterBuilder, test: PacketTest, outcomes: Outcomes): void {
  emitCondition(builder, test, outcomes, LEAVES);
}

const LEAVES: LeafEmitter<FilterBuilder, Word, SpecialTest> = {
  word: emitWord,
  special: emitSpecial,
};

function emitSpecial(builder: FilterBuilder, test: SpecialTest, outcomes: Outcomes): void {
  const { ifTrue, ifFalse } = outcomes;
  switch (test.kind) {
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

function emitWord(builder: FilterBuilder, word: Word): ValueId {
  const value =
    word.kind === 'input'
      ? builder.input(word.input)
      : builder.load(word.width, emitPlace(builder, word.place));
  return word.mask === null ? value : builder.binary('and', value, builder.constant(word.mask));
}
