import type { FilterView } from '../ir/filter-view.ts';
import type { SourceSpan } from '../support/source-span.ts';

/**
 * By line of a text, the piece of a source that the line is for, as text with as many lines: `3-11`, or
 * nothing where none is known. Lines are shared in results, as those of texts are.
 */
export function printSpans(spans: readonly (SourceSpan | undefined)[]): string {
  return spans.map((span) => (span === undefined ? '' : `${span.start}-${span.end}`)).join('\n');
}

/** The spans of the lines that `printFilter` makes of `filter`: of instructions and tests. */
export function filterSpans(filter: FilterView): string {
  const spans: (SourceSpan | undefined)[] = [undefined];
  for (const { instrs, terminator } of filter.blocks()) {
    spans.push(undefined, ...instrs.map(({ span }) => span));
    spans.push('span' in terminator ? terminator.span : undefined);
  }
  return printSpans(spans);
}
