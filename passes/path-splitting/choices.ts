import type { BlockId } from '../../src/ir/ids.ts';
import type { SwitchTable } from '../../src/ir/switch-ranges.ts';
import type { TestedValue } from './tested-values.ts';

/**
 * The numbers that a value can be, as a set of bits: bit i for the i-th constant that it is compared
 * with, and the bit behind those for all other numbers.
 */
export type Choices = number;

/** Translates tests of one value to choices. */
export class ChoiceTable {
  /** How many choices there are. */
  readonly count: number;
  /** Every number. */
  readonly all: Choices;
  readonly #indexes: ReadonlyMap<number, number>;

  constructor({ constants }: TestedValue) {
    this.count = constants.length + 1;
    this.all = 2 ** this.count - 1;
    this.#indexes = new Map(constants.map((constant, index) => [constant, index]));
  }

  /** Where a test leads, by choice. */
  targets({ cases, otherwise }: SwitchTable): readonly BlockId[] {
    const targets = new Array<BlockId>(this.count).fill(otherwise);
    for (const { low, target } of cases) {
      targets[this.#indexes.get(low) ?? 0] = target;
    }
    return targets;
  }
}

/** By choice, the set of those that some block treats alike, whatever comes after it. */
export type Partition = readonly Choices[];

/** The partition that puts choices with one key together. */
export function partitionBy(count: number, keyOf: (choice: number) => string | number): Partition {
  const sets = new Map<string | number, Choices>();
  const keys = Array.from({ length: count }, (_, choice) => keyOf(choice));
  for (const [choice, key] of keys.entries()) {
    sets.set(key, (sets.get(key) ?? 0) | (1 << choice));
  }
  return keys.map((key) => sets.get(key) ?? 0);
}

/** The set of `partition` that all `choices` are in, which are some; `all` where they are in several. */
export function setOf(partition: Partition, choices: Choices, all: Choices): Choices {
  const lowest = 31 - Math.clz32(choices & -choices);
  const set = partition[lowest] ?? all;
  return (choices & ~set) === 0 ? set : all;
}
