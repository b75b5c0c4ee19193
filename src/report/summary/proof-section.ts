import type { FilterEntry } from '../../artifact/results/results.ts';
import type { OpenProof, ProofFigures } from '../data/proofs.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds } from '../number-format.ts';
import { filterCell, type Row } from '../table.ts';
import { foldedPanel, panel } from './panel.ts';

/** What is proved of each pass and of the lowering; `null` where nothing was to be. */
export function proofSection(
  figures: ProofFigures | null,
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  if (figures === null) {
    return null;
  }
  const rows = [...figures.steps, figures.total].map(
    ({ step, applications, changed, proved, unknown, disproved, median, milliseconds }): Row => [
      ...[step, applications, changed, proved, unknown, disproved],
      ...[median, milliseconds].map(formatMilliseconds),
    ],
  );
  const open = figures.open.map(({ filter, pipeline, proof }: OpenProof): Row => {
    const note = proof.note.slice(0, MAX_NOTE);
    const look = proof.outcome === 'different' ? { look: 'failed' } : {};
    return [pipeline, proof.step, filterCell(filter, linkTo), { text: note, ...look }];
  });
  return html`${panel(
    'Proofs',
    'Each application of a pass, the filter before against the filter after, and the lowering, read back. The median is over those that changed something.',
    {
      heads: ['step', 'applied', 'changed', 'proved', 'unknown', 'wrong', 'median', 'all'],
      rows,
    },
  )}${foldedPanel(`${formatCount(open.length, 'step')} not proved`, { heads: [], rows: open })}`;
}

/** The most characters of a reason that are shown. */
const MAX_NOTE = 400;
