import type { FilterView } from '../../ir/filter-view.ts';
import type { BlockId, ValueId } from '../../ir/ids.ts';
import {
  type BranchTerminator,
  type SwitchTerminator,
  successors,
  type Terminator,
} from '../../ir/ir.ts';
import {
  ANY_SHARE,
  type FieldModel,
  type ShareBounds,
  UNKNOWN_FIELD,
} from '../../ir/packet-model.ts';
import { fieldOf } from './field-of.ts';

/**
 * How often tests hold and edges are taken: as a profile has written it into the filter, else as the
 * filter's packet model has it. All that is guessed about traffic is asked for here.
 */

/** How often a test for equality holds where nothing is known of it. */
export const EQUAL = 0.3;

/** How often any other test does. */
const HELD = 0.5;

/**
 * In which bounds lies how often the test of `terminator` holds, which is a branch or a switch. A switch
 * holds where one of its cases does.
 */
export function testBounds(
  filter: FilterView,
  terminator: BranchTerminator | SwitchTerminator,
): ShareBounds {
  return terminator.kind === 'branch'
    ? branchBounds(filter, terminator)
    : listBounds(filter, terminator);
}

function branchBounds(filter: FilterView, { test, probability }: BranchTerminator): ShareBounds {
  if (probability !== undefined) {
    return { least: probability, most: probability };
  }
  const compared = comparison(filter, test);
  if (compared === null) {
    const { knownBounds } = fieldOf(filter, test);
    return complement(knownBounds.get(0) ?? ANY_SHARE);
  }
  const equal = equalBounds(compared);
  return compared.op === 'eq' ? equal : complement(equal);
}

function listBounds(filter: FilterView, { value, cases }: SwitchTerminator): ShareBounds {
  const { otherBounds, mostOfList } = fieldOf(filter, value);
  const isNumbers = cases.every(({ low, high }) => low === high);
  return isNumbers ? { least: 0, most: Math.max(otherBounds.most, mostOfList) } : ANY_SHARE;
}

const equalBounds = ({ field, number }: Comparison): ShareBounds =>
  field.knownBounds.get(number) ?? field.otherBounds;

const complement = ({ least, most }: ShareBounds): ShareBounds => ({
  least: 1 - most,
  most: 1 - least,
});

/**
 * How often at most the test of `branch` holds for bytes that are not the field that it is about; 1 where
 * that is not known, in particular for 0, of which packets are full.
 */
export function accidentOf(filter: FilterView, { test, probability }: BranchTerminator): number {
  const compared = probability === undefined ? comparison(filter, test) : null;
  return compared?.op === 'eq' && compared.number !== 0 ? compared.field.mostByAccident : 1;
}

/**
 * The successors, and how often each is taken: in [0, 1], and 1 together. Successors of a switch, of
 * which nothing is written, are taken equally often.
 */
export function edgeOdds(
  filter: FilterView,
  terminator: Terminator,
): readonly (readonly [BlockId, number])[] {
  if (terminator.kind === 'branch') {
    const { test, ifTrue, ifFalse, probability = expectedOf(filter, test) } = terminator;
    return [
      [ifTrue, probability],
      [ifFalse, 1 - probability],
    ];
  }
  const targets = successors(terminator);
  return targets.map((target) => [target, 1 / targets.length]);
}

/** How often `test` holds, in [0, 1]. */
function expectedOf(filter: FilterView, test: ValueId): number {
  const compared = comparison(filter, test);
  if (compared === null) {
    return HELD;
  }
  const { op, field, number } = compared;
  const { least, most } = equalBounds(compared);
  const equal = field.usual.get(number) ?? Math.min(Math.max(EQUAL, least), most);
  return op === 'eq' ? equal : 1 - equal;
}

/** A test of a field for one number. */
interface Comparison {
  readonly op: 'eq' | 'ne';
  readonly field: FieldModel;
  readonly number: number;
}

/** The comparison that `test` is; `null` where it is something else. */
function comparison(filter: FilterView, test: ValueId): Comparison | null {
  const instr = filter.definition(test);
  if (instr.kind !== 'binary' || (instr.op !== 'eq' && instr.op !== 'ne')) {
    return null;
  }
  const constant = filter.definition(instr.rhs);
  return constant.kind === 'const'
    ? { op: instr.op, field: fieldOf(filter, instr.lhs), number: constant.value }
    : { op: instr.op, field: UNKNOWN_FIELD, number: 0 };
}
