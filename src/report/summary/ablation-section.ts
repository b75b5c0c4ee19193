import type { AblationRow, AblationTable } from '../data/ablation-table.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatPercent } from '../number-format.ts';

/** What each pass of a pipeline is worth; nothing where the experiment made no ablation. */
export function ablationSection(table: AblationTable | null): Markup | null {
  if (table === null) {
    return null;
  }
  return html`<div class="panel"><h3>What each pass is worth</h3><p class="muted">${table.whole} with one pass left out, wherever it stands, against ${table.whole} as it is: how much more is executed, and so on. The passes that are worth most come first. Geometric means over ${formatCount(table.rows[0]?.filters ?? 0, 'filter')}; compile times are those of all filters together. Counts are exact; times a packet are the shortest of each run and scatter: where a pass changes no count, what its time differs by is chance.</p><div class="scroll"><table class="numbers"><thead><tr><th>without</th><th>executed<br><span>instr./packet</span></th><th>filters that<br><span>execute more</span></th><th>filters that<br><span>execute less</span></th><th>static<br><span>cBPF instructions</span></th><th>x86-64<br><span>ns/packet</span></th><th>compile<br><span>time</span></th></tr></thead><tbody>${table.rows.map(tableRow)}</tbody></table></div></div>`;
}

function tableRow({ without, executed, more, less, size, time, compile }: AblationRow): Markup {
  const cells = [executed, size, time, compile].map(formatPercent);
  const [work = '', code = '', speed = '', effort = ''] = cells;
  return html`<tr><th>${without}</th><td>${work}</td><td>${more}</td><td>${less}</td><td>${code}</td><td>${speed}</td><td>${effort}</td></tr>`;
}
