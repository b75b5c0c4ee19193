import type { FilterSource } from './filter-source.ts';
import type { AcceptsSource } from './source-language.ts';

/** Takes the first smaller text that is accepted, and starts again from there until none is. */
export async function descend(
  source: FilterSource,
  smaller: (source: FilterSource) => Iterable<FilterSource>,
  accepts: AcceptsSource,
): Promise<void> {
  for (let from: FilterSource | null = source; from !== null; ) {
    from = await firstAccepted(smaller(from), accepts);
  }
}

async function firstAccepted(
  candidates: Iterable<FilterSource>,
  accepts: AcceptsSource,
): Promise<FilterSource | null> {
  for (const candidate of candidates) {
    if (await accepts(candidate)) {
      return candidate;
    }
  }
  return null;
}
