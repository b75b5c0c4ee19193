import { fieldOf } from '../../src/analysis/odds/field-of.ts';
import { type ConstantTest, constantTest } from '../../src/analysis/values/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr, LoadInstr } from '../../src/ir/ir.ts';
import type { SwitchTable } from '../../src/ir/switch-ranges.ts';

/** All that one value is compared with in a filter. */
export interface TestedValue {
  /** The value number. */
  readonly number: number;
  /** The constants, each a u32 and once, in the order of their first test. */
  readonly constants: readonly number[];
  /** What the blocks ask that end in a test of the value. */
  readonly tests: ReadonlyMap<BlockId, SwitchTable>;
  /** Whether copies may make the filter larger: it has one of the numbers often. */
  readonly isOftenMet: boolean;
}

/** A value that is compared with more constants than these is not followed. */
const MAX_CONSTANTS = 8;

/** So many values are followed at most: those that are tested most often. */
export const MAX_VALUES = 8;

/**
 * The values at fixed places that are tested for single numbers at least twice, and for few of them: codes,
 * which say what a packet is and often are one of the numbers; then others, such as addresses, of which
 * copies would seldom run.
 */
export function testedValues(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly TestedValue[] {
  const found = new Map<number, Found>();
  for (const id of order) {
    const test = constantTest(filter, filter.block(id).terminator);
    const instr = test === null ? null : filter.definition(test.value);
    if (test !== null && instr !== null && isHeaderField(instr)) {
      const number = numbers.of(instr.id);
      const isOftenMet = fieldOf(filter, instr.id).kind === 'code';
      const entry = found.get(number) ?? { constants: new Set(), tests: new Map(), isOftenMet };
      found.set(number, entry);
      entry.tests.set(id, test);
      for (const { low, high } of test.cases.slice(0, MAX_CONSTANTS + 1)) {
        entry.constants.add(low).add(high);
      }
    }
  }
  return [...found]
    .map(([number, one]) => ({ ...one, number, constants: [...one.constants] }))
    .filter(({ constants, tests }) => tests.size > 1 && constants.length <= MAX_CONSTANTS)
    .filter(({ tests }) => [...tests.values()].every(isOfSingles))
    .sort((a, b) => Number(b.isOftenMet) - Number(a.isOftenMet) || b.tests.size - a.tests.size)
    .slice(0, MAX_VALUES);
}

/** What is known of a value while the tests are gone through. */
interface Found {
  readonly constants: Set<number>;
  readonly tests: Map<BlockId, ConstantTest>;
  readonly isOftenMet: boolean;
}

const isHeaderField = (instr: Instr): instr is LoadInstr =>
  instr.kind === 'load' && instr.base === null;

const isOfSingles = ({ cases }: ConstantTest): boolean =>
  cases.every(({ low, high }) => low === high);
