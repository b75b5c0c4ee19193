import { executedSize } from '../../src/ir/executed.ts';
import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';
import { type Choices, type ChoiceTable, type Partition, setOf } from './choices.ts';
import type { TestedValue } from './tested-values.ts';

/** A block, entered with some choices of a value left, and what follows. */
export interface Step {
  readonly block: BlockId;
  readonly choices: Choices;
  /** The successors that can be taken, and the choices with which they are entered. */
  readonly next: ReadonlyMap<BlockId, Choices>;
}

/** By so much the instructions of a filter may become more, as a share of those that it has. */
const MAX_GROWTH = 0.1;

/** So many more are allowed in any case. */
const FREE_INSTRS = 8;

export interface ProductParts {
  /** The blocks before their successors. */
  readonly order: readonly BlockId[];
  readonly value: TestedValue;
  readonly table: ChoiceTable;
  readonly partitions: ReadonlyMap<BlockId, Partition>;
}

/**
 * The blocks with the choices that packets enter them with, as far as the blocks keep them apart,
 * each behind those that lead to it; `null` where copies would take too many instructions.
 */
export function productOf(filter: FilterView, parts: ProductParts): readonly Step[] | null {
  const { order, value, table } = parts;
  const entered = new Map<BlockId, Set<Choices>>([[filter.entry, new Set([table.all])]]);
  const steps: Step[] = [];
  for (const block of order) {
    for (const choices of entered.get(block) ?? []) {
      const next = nextOf(filter, { block, choices }, parts);
      for (const [target, state] of next) {
        entered.set(target, (entered.get(target) ?? new Set()).add(state));
      }
      steps.push({ block, choices, next });
    }
  }
  const size = order.reduce((sum, block) => sum + executedSize(filter.block(block)), 0);
  const newSize = steps.reduce(
    (sum, { block, next }) =>
      value.tests.has(block) && next.size === 1 ? sum : sum + executedSize(filter.block(block)),
    0,
  );
  const budget = value.isOftenMet ? size * (1 + MAX_GROWTH) + FREE_INSTRS : size + FREE_INSTRS;
  return newSize > budget ? null : steps;
}

/** Where `block` leads with `choices`, and what of them the targets keep apart. */
function nextOf(
  filter: FilterView,
  { block, choices }: Pick<Step, 'block' | 'choices'>,
  { value, table, partitions }: ProductParts,
): Step['next'] {
  const test = value.tests.get(block);
  const left =
    test === undefined
      ? successors(filter.block(block).terminator).map((target) => [target, choices] as const)
      : [...sortOut(table.targets(test), choices)];
  return new Map(
    left.map(([target, some]) => [target, setOf(partitions.get(target) ?? [], some, table.all)]),
  );
}

/** The targets of a test that `choices` lead to, and which of them. */
function sortOut(targets: readonly BlockId[], choices: Choices): ReadonlyMap<BlockId, Choices> {
  const found = new Map<BlockId, Choices>();
  for (const [choice, target] of targets.entries()) {
    const bit = choices & (1 << choice);
    if (bit !== 0) {
      found.set(target, (found.get(target) ?? 0) | bit);
    }
  }
  return found;
}
