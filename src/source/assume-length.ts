import type { Filter } from '../ir/filter.ts';

/**
 * Writes into `filter` that what it looks at has `length` bytes, always: it rejects what is shorter, and
 * so no later check of the length decides anything.
 */
export function assumeLength(filter: Filter, length: number): void {
  for (const instr of filter.blocks().flatMap(({ instrs }) => instrs)) {
    if (instr.kind === 'input' && instr.input === 'wirelen') {
      filter.replace({ kind: 'const', id: instr.id, value: length });
    }
  }
  const { entry } = filter;
  const guard = { kind: 'guard', id: filter.newValue(), base: null, offset: length } as const;
  filter.setInstrs(entry, [guard, ...filter.block(entry).instrs]);
}
