import type { Comparison, SideBySideRow } from '../data/side-by-side.ts';
import { ratioCell } from '../filter/numbers.ts';
import { html, type Markup } from '../html.ts';

/** Our pipelines beside the baseline: how many filters are better, equal, worse. */
export function sideBySideSection(rows: readonly SideBySideRow[], baseline: string): Markup | null {
  if (rows.length === 0) {
    return null;
  }
  const heads = html`<th>mean<br><span>ratio</span></th><th>better</th><th>equal</th><th>worse</th><th>largest<br><span>ratio</span></th><th>of</th>`;
  return html`<div class="panel"><h3>Filter by filter beside ${baseline}</h3><p class="muted">For how many filters the code of each pipeline executes fewer, as many, or more instructions a packet than that of ${baseline}, and the same for its static size.</p><div class="scroll"><table class="numbers"><thead><tr><th rowspan="2">pipeline</th><th colspan="6">executed cBPF instructions</th><th colspan="6">static cBPF instructions</th></tr><tr>${heads}${heads}</tr></thead><tbody>${rows.map(tableRow)}</tbody></table></div></div>`;
}

function tableRow({ pipeline, executed, size }: SideBySideRow): Markup {
  return html`<tr><th>${pipeline}</th>${cells(executed)}${cells(size)}</tr>`;
}

function cells({ ratio, better, equal, worse, worst }: Comparison): Markup {
  return html`${ratioCell(ratio)}<td>${better}</td><td>${equal}</td><td>${worse}</td>${ratioCell(worst?.ratio ?? null)}<td>${worst?.filter ?? ''}</td>`;
}
