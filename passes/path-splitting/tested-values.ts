import { type ConstantTest, constantTest } from '../../src/analysis/constant-test.ts';
import type { ValueNumbers } from '../../src/analysis/value-numbers.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import type { Instr } from '../../src/ir/ir.ts';
import type { SwitchTable } from '../../src/ir/stretches.ts';

/** All that one value is compared with in a filter. */
export interface TestedValue {
  /** The value number. */
  readonly number: number;
  /** The constants, each a u32 and once, in the order of their first test. */
  readonly constants: readonly number[];
  /** What the blocks ask that end in a test of the value. */
  readonly tests: ReadonlyMap<BlockId, SwitchTable>;
}

/** A value that is compared with more constants than these is not followed. */
const MAX_CONSTANTS = 8;

/** So many values are followed at most: those that are tested most often. */
export const MAX_VALUES = 8;

/**
 * The values that are tested for single numbers at least twice, and for few of them, and that often
 * are one of them: the bytes and half-words at fixed places, which say what a packet is. Copies for
 * one address or port would seldom run.
 */
export function testedValues(
  filter: FilterView,
  order: readonly BlockId[],
  numbers: ValueNumbers,
): readonly TestedValue[] {
  const found = new Map<number, { constants: Set<number>; tests: Map<BlockId, ConstantTest> }>();
  for (const id of order) {
    const test = constantTest(filter, filter.block(id).terminator);
    if (test !== null && tellsKind(filter.definition(test.value))) {
      const number = numbers.of(test.value);
      const entry = found.get(number) ?? { constants: new Set<number>(), tests: new Map() };
      found.set(number, entry);
      entry.tests.set(id, test);
      for (const { low, high } of test.cases) {
        entry.constants.add(low).add(high);
      }
    }
  }
  return [...found]
    .map(([number, { constants, tests }]) => ({ number, constants: [...constants], tests }))
    .filter(({ constants, tests }) => tests.size > 1 && constants.length <= MAX_CONSTANTS)
    .filter(({ tests }) => [...tests.values()].every(isOfSingles))
    .sort((a, b) => b.tests.size - a.tests.size)
    .slice(0, MAX_VALUES);
}

const tellsKind = (instr: Instr): boolean =>
  instr.kind === 'load' && instr.base === null && instr.width <= 2;

const isOfSingles = ({ cases }: ConstantTest): boolean =>
  cases.every(({ low, high }) => low === high);
