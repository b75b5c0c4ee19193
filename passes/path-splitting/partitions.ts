import type { ValueNumbers } from '../../src/analysis/values/value-numbers.ts';
import { mayReject } from '../../src/ir/effect.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { type Instr, successors } from '../../src/ir/ir.ts';
import { isLocal } from '../is-local.ts';
import { type ChoiceTable, type Partition, partitionBy } from './choices.ts';
import type { TestedValue } from './tested-values.ts';

/**
 * Finds, for each block, which numbers of a value it and what is behind it treat alike. Tests of the
 * value that do nothing else count by where they lead in the end, so `6 or 17` tells one from the
 * other nowhere.
 */
export class PartitionFinder {
  readonly #filter: FilterView;
  readonly #numbers: ValueNumbers;
  readonly #value: TestedValue;
  readonly #table: ChoiceTable;
  readonly #together: Partition;
  readonly #partitions = new Map<BlockId, Partition>();
  /** By block that tests, where each choice goes past tests that do nothing else. */
  readonly #ends = new Map<BlockId, readonly BlockId[]>();

  constructor(
    filter: FilterView,
    numbers: ValueNumbers,
    { value, table }: { readonly value: TestedValue; readonly table: ChoiceTable },
  ) {
    this.#filter = filter;
    this.#numbers = numbers;
    this.#value = value;
    this.#table = table;
    this.#together = partitionBy(table.count, () => 0);
  }

  /** The partitions by block; `order` has blocks before their successors. */
  run(order: readonly BlockId[]): ReadonlyMap<BlockId, Partition> {
    for (const block of order.toReversed()) {
      const partition = this.#partitionOf(block);
      this.#partitions.set(block, this.#isCopyable(block) ? partition : this.#together);
    }
    return this.#partitions;
  }

  #partitionOf(block: BlockId): Partition {
    const test = this.#value.tests.get(block);
    if (test === undefined) {
      const parts = successors(this.#filter.block(block).terminator)
        .map((target) => this.#partition(target))
        .filter((partition) => partition !== this.#together);
      return this.#meet(parts);
    }
    const ends = this.#table
      .targets(test)
      .map((target, choice) =>
        this.#onlyTests(target) ? (this.#ends.get(target)?.[choice] ?? target) : target,
      );
    this.#ends.set(block, ends);
    return partitionBy(
      this.#table.count,
      (choice) => `${ends[choice]}:${this.#partition(ends[choice])[choice]}`,
    );
  }

  #meet(parts: readonly Partition[]): Partition {
    const [first, ...others] = parts;
    if (first === undefined) {
      return this.#together;
    }
    return others.every((other) => other === first)
      ? first
      : partitionBy(this.#table.count, (choice) => parts.map((part) => part[choice]).join(':'));
  }

  #partition(block: BlockId | undefined): Partition {
    return (block === undefined ? undefined : this.#partitions.get(block)) ?? this.#together;
  }

  /** Whether `block` tests the value, loads nothing else, and computes nothing for others. */
  #onlyTests(block: BlockId): boolean {
    return (
      this.#value.tests.has(block) &&
      this.#filter
        .block(block)
        .instrs.every((instr) => this.#isIdle(instr) && isLocal(this.#filter, instr, block))
    );
  }

  #isIdle(instr: Instr): boolean {
    switch (instr.kind) {
      case 'const':
        return true;
      case 'load':
        return !instr.checked || this.#numbers.of(instr.id) === this.#value.number;
      case 'binary':
        return !mayReject(instr);
      default:
        return false;
    }
  }

  /** Whether no other block uses what `block` computes, and no phi tells it from others. */
  #isCopyable(block: BlockId): boolean {
    const { instrs, terminator } = this.#filter.block(block);
    return (
      instrs.every((instr) => instr.kind !== 'phi' && isLocal(this.#filter, instr, block)) &&
      successors(terminator).every((to) => this.#filter.block(to).instrs[0]?.kind !== 'phi')
    );
  }
}
