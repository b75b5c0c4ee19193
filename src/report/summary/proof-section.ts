import type { FilterEntry } from '../../artifact/results/results.ts';
import type { OpenProof, ProofFigures } from '../data/proofs.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds } from '../number-format.ts';

/** What is proved of each pass and of the lowering; `null` where nothing was to be. */
export function proofSection(
  figures: ProofFigures | null,
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  if (figures === null) {
    return null;
  }
  const rows = [...figures.steps, figures.total].map(
    ({ step, applications, changed, proved, unknown, disproved, median, milliseconds }) =>
      html`<tr><th>${step}</th><td>${applications}</td><td>${changed}</td><td>${proved}</td><td>${unknown}</td><td>${disproved}</td><td>${formatMilliseconds(median)}</td><td>${formatMilliseconds(milliseconds)}</td></tr>`,
  );
  return html`<div class="panel"><h3>Proofs</h3><p class="muted">Each application of a pass, the filter before against the filter after, and the lowering to classic BPF, read back. The median is over those that changed something.</p><div class="scroll"><table class="numbers"><thead><tr><th>step</th><th>applied</th><th>changed</th><th>proved</th><th>unknown</th><th>wrong</th><th>median</th><th>all</th></tr></thead><tbody>${rows}</tbody></table></div></div>${openSteps(figures.open, linkTo)}`;
}

function openSteps(
  open: readonly OpenProof[],
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  if (open.length === 0) {
    return null;
  }
  const rows = open.map(
    ({ filter, pipeline, proof }) =>
      html`<tr><th>${pipeline}</th><td>${proof.step}</td><td class="expr"><a href="${linkTo(filter)}">${filter.expression.slice(0, 160)}</a></td><td${proof.outcome === 'different' ? html` class="failed"` : null}>${proof.note.slice(0, 400)}</td></tr>`,
  );
  return html`<details class="panel"><summary>${formatCount(open.length, 'step')} not proved</summary><div class="scroll"><table class="numbers"><tbody>${rows}</tbody></table></div></details>`;
}
