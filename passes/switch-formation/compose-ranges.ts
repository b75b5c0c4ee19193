import type { BlockId } from '../../src/ir/ids.ts';
import type { SwitchCase } from '../../src/ir/ir.ts';
import { type SwitchTable, switchRanges } from '../../src/ir/switch-ranges.ts';

/** More ranges than this are put together by `overlay`, not by pairs. */
export const MAX_RANGES = 8;

/**
 * The ranges of `outer` with those of `inner` in place of what leads to `target`; `null` where
 * there are more than {@link MAX_RANGES}, which is found out without going through a long list.
 */
export function compose(
  outer: SwitchTable,
  target: BlockId,
  inner: SwitchTable,
): readonly SwitchCase[] | null {
  const composed: SwitchCase[] = [];
  for (const range of switchRanges(outer)) {
    for (const part of range.target === target ? within(inner, range) : [range]) {
      const last = composed.at(-1);
      if (last?.target === part.target) {
        composed[composed.length - 1] = { ...last, high: part.high };
      } else {
        composed.push(part);
      }
      if (composed.length > MAX_RANGES) {
        return null;
      }
    }
  }
  return composed;
}

/** Where `table` leads from `low` to `high`, in order and without gaps. */
function* within(
  { cases, otherwise }: SwitchTable,
  { low, high }: SwitchCase,
): Iterable<SwitchCase> {
  let next = low;
  for (const one of cases) {
    if (one.low > high) {
      break;
    }
    if (one.high >= next) {
      if (one.low > next) {
        yield { low: next, high: one.low - 1, target: otherwise };
      }
      const end = Math.min(one.high, high);
      yield { low: Math.max(one.low, next), high: end, target: one.target };
      next = end + 1;
    }
  }
  if (next <= high) {
    yield { low: next, high, target: otherwise };
  }
}
