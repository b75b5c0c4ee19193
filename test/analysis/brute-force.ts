import type { FilterView } from '../../src/ir/filter-view.ts';
import type { BlockId } from '../../src/ir/ids.ts';
import { successors } from '../../src/ir/ir.ts';

/** Every path from the entry to a return. There are exponentially many: for small filters. */
export function allPaths(filter: FilterView): readonly (readonly BlockId[])[] {
  const from = (path: readonly BlockId[]): readonly (readonly BlockId[])[] => {
    const last = path.at(-1) ?? filter.entry;
    const targets = successors(filter.block(last).terminator);
    return targets.length === 0 ? [path] : targets.flatMap((target) => from([...path, target]));
  };
  return from([filter.entry]);
}

/** The parts of `paths` up to and with their first visit of `block`. */
export function pathsTo(
  paths: readonly (readonly BlockId[])[],
  block: BlockId,
): readonly (readonly BlockId[])[] {
  return paths
    .filter((path) => path.includes(block))
    .map((path) => path.slice(0, path.indexOf(block) + 1));
}
