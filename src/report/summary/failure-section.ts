import type { ExperimentResults, FilterEntry } from '../../artifact/results/results.ts';
import { html, type Markup } from '../html.ts';
import { formatCount } from '../number-format.ts';

/** The filters that some pipeline made no code for; `null` where there are none. */
export function failureSection(
  { filters }: ExperimentResults,
  linkTo: (filter: FilterEntry) => string,
): Markup | null {
  const failed = filters.flatMap((filter) =>
    filter.variants.flatMap((variant) =>
      'error' in variant ? [{ filter, pipeline: variant.pipeline, error: variant.error }] : [],
    ),
  );
  if (failed.length === 0) {
    return null;
  }
  const rows = failed.map(
    ({ filter, pipeline, error }) =>
      html`<tr><th>${pipeline}</th><td class="expr"><a href="${linkTo(filter)}">${filter.expression.slice(0, 160)}</a></td><td class="failed">${error.message} (${error.code})</td></tr>`,
  );
  return html`<details class="panel"><summary>${formatCount(failed.length, 'compilation')} failed</summary><div class="scroll"><table class="numbers"><tbody>${rows}</tbody></table></div></details>`;
}
