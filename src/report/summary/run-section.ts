import type { ExperimentResults } from '../../artifact/results/results.ts';
import { compareRuns } from '../data/run-comparison.ts';
import { ratioCell } from '../filter/numbers.ts';
import { html, type Markup } from '../html.ts';

/** Several runs side by side; `null` where there is only one. */
export function runSection(runs: readonly ExperimentResults[]): Markup | null {
  const [first] = runs;
  const rows = compareRuns(runs);
  if (first === undefined || runs.length < 2) {
    return null;
  }
  const engines = [...new Set(rows.flatMap(({ times }) => times.map(({ engine }) => engine)))];
  const heads = engines.map((engine) => html`<th>${engine}<br><span>ns/packet</span></th>`);
  const body = rows.map(({ run, pipeline, filters, executed, size, times }) => {
    const cells = engines.map((name) =>
      ratioCell(times.find(({ engine }) => engine === name)?.ratio ?? null),
    );
    return html`<tr><th>${run}</th><td>${pipeline}</td><td>${filters}</td>${ratioCell(executed)}${ratioCell(size)}${cells}</tr>`;
  });
  return html`<h2 id="runs">Runs compared</h2><div class="panel"><p class="muted">Ratios to ${first.name}, ${first.created}, over the filters that both compiled: geometric means; below 1 is better.</p><div class="scroll"><table class="numbers"><thead><tr><th>run</th><th>pipeline</th><th>filters</th><th>executed<br><span>instr./packet</span></th><th>cBPF<br><span>instructions</span></th>${heads}</tr></thead><tbody>${body}</tbody></table></div></div>`;
}
