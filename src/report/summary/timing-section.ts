import type { Runner, TimingTable } from '../data/timing-table.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber, formatRatio, NO_NUMBER } from '../number-format.ts';

/** Times a packet: each engine with each pipeline, then by group for one pipeline. */
export function timingSection(
  table: TimingTable,
  subject: string,
  baseline: Runner | null,
): Markup {
  const { runners, pairs, filters } = table;
  if (pairs === 0) {
    return html`<div class="panel"><h3>Time a packet</h3><p class="muted">Nothing was timed that can be compared.</p></div>`;
  }
  const against =
    baseline === null
      ? null
      : html` In brackets the ratio to ${baseline.engine} with ${baseline.pipeline}.`;
  return html`<div class="panel"><h3>Time a packet</h3><p class="muted">Nanoseconds a packet: geometric means of the medians over ${formatCount(filters, 'filter')}, ${formatCount(pairs, 'pair')} of a filter and a trace.${against}</p><div class="columns">${engineTable(table, baseline)}${groupTable(
    table,
    runners.filter(({ pipeline }) => pipeline === subject),
  )}</div></div>`;
}

function engineTable(table: TimingTable, baseline: Runner | null): Markup {
  const { runners } = table;
  const engines = [...new Set(runners.map(({ engine }) => engine))];
  const pipelines = [...new Set(runners.map(({ pipeline }) => pipeline))];
  const base = baseline === null ? null : (table.summary(baseline)?.mean ?? null);
  const rows = engines.map((engine) => {
    const cells = pipelines.map((pipeline) => {
      const isThere = runners.some((each) => each.engine === engine && each.pipeline === pipeline);
      const mean = isThere ? (table.summary({ engine, pipeline })?.mean ?? null) : null;
      const ratio =
        mean === null || base === null ? null : html` <span>(${formatRatio(mean / base)})</span>`;
      return html`<td>${mean === null ? NO_NUMBER : formatNumber(mean)}${ratio}</td>`;
    });
    return html`<tr><th>${engine}</th>${cells}</tr>`;
  });
  return html`<div><h5>By engine and pipeline</h5><div class="scroll"><table class="numbers"><thead><tr><th>engine</th>${pipelines.map((name) => html`<th>${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></div>`;
}

function groupTable(table: TimingTable, runners: readonly Runner[]): Markup | null {
  const [first] = runners;
  if (first === undefined) {
    return null;
  }
  const rows = table.groups.map((group) => {
    const cells = runners.map(
      (runner) => html`<td>${formatNumber(table.summary(runner, group)?.mean ?? null)}</td>`,
    );
    return html`<tr><th>${group}</th>${cells}</tr>`;
  });
  return html`<div><h5>By group, ${first.pipeline}</h5><div class="scroll"><table class="numbers"><thead><tr><th>group</th>${runners.map(({ engine }) => html`<th>${engine}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></div>`;
}
