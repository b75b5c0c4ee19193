import type { ValueId } from './ids.ts';

/**
 * Yields what each value is replaced by in the end. Remembers it, so that a chain of replacements is
 * walked once.
 */
export function replacementResolver(
  replacements: ReadonlyMap<ValueId, ValueId>,
): (value: ValueId) => ValueId {
  const final = new Map<ValueId, ValueId>();
  return (value) => {
    const chain: ValueId[] = [];
    let to = value;
    for (
      let next = final.get(to) ?? replacements.get(to);
      next !== undefined;
      next = final.get(to) ?? replacements.get(to)
    ) {
      chain.push(to);
      to = next;
    }
    for (const passed of chain) {
      final.set(passed, to);
    }
    return to;
  };
}
