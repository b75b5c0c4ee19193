import type { ExperimentResults, FilterEntry } from '../../artifact/results/results.ts';
import type { Markup } from '../html.ts';
import { formatCount } from '../number-format.ts';
import { filterCell, type Row } from '../table.ts';
import { foldedPanel } from './panel.ts';

/** The filters that some pipeline made no code for; `null` where there are none. */
export function failureSection(
  { filters }: ExperimentResults,
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  const rows = filters.flatMap((filter) =>
    filter.variants.flatMap((variant): Row[] => {
      if (!('error' in variant)) {
        return [];
      }
      const { code, message } = variant.error;
      const reason = { text: `${message} (${code})`, look: 'failed' };
      return [[variant.pipeline, filterCell(filter, linkTo), reason]];
    }),
  );
  return foldedPanel(`${formatCount(rows.length, 'compilation')} failed`, { heads: [], rows });
}
