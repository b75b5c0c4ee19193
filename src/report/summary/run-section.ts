import type { ExperimentResults } from '../../artifact/results/results.ts';
import { compareRuns } from '../data/run-comparison.ts';
import { html, type Markup } from '../html.ts';
import { ratioCell, type Table, tableMarkup } from '../table.ts';

/** Several runs side by side; `null` where there is only one. */
export function runSection(runs: readonly ExperimentResults[]): Markup | null {
  const [first] = runs;
  if (first === undefined || runs.length < 2) {
    return null;
  }
  const rows = compareRuns(runs);
  const engines = [...new Set(rows.flatMap(({ times }) => times.map(({ engine }) => engine)))];
  const table: Table = {
    heads: [
      'run',
      'pipeline',
      'filters',
      ['executed', 'instr./packet'],
      ['static', 'instructions'],
      ...engines.map((engine) => [engine, 'ns/packet'] as const),
    ],
    rows: rows.map(({ run, pipeline, filters, executed, size, times }) => [
      run,
      pipeline,
      filters,
      ratioCell(executed),
      ratioCell(size),
      ...engines.map((name) =>
        ratioCell(times.find(({ engine }) => engine === name)?.ratio ?? null),
      ),
    ]),
  };
  return html`<h2 id="runs">Runs compared</h2><div class="panel"><p class="muted">Ratios to ${first.name}, ${first.created}, over the filters that both compiled: geometric means; below 1 is better.</p>${tableMarkup(table, 'runs compared')}</div>`;
}
