import type { Runner, TimingTable } from '../data/timing-table.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatNumber, formatRatio } from '../number-format.ts';
import { type Cell, type Table, tableMarkup } from '../table.ts';
import { panel } from './panel.ts';

/** Times a packet: each engine with each pipeline, then by group for one pipeline. */
export function timingSection(
  timing: TimingTable,
  subject: string,
  baseline: Runner | null,
): Markup {
  const { runners, pairs, filters } = timing;
  if (pairs === 0) {
    return panel('Time a packet', 'Nothing was timed that can be compared.');
  }
  const against =
    baseline === null
      ? ''
      : ` In brackets the ratio to ${baseline.engine} with ${baseline.pipeline}.`;
  const ofSubject = runners.filter(({ pipeline }) => pipeline === subject);
  const byGroup =
    ofSubject.length === 0
      ? null
      : html`<div><h4>By group, ${subject}</h4>${tableMarkup(groupTable(timing, ofSubject), `time a packet by group, ${subject}`)}</div>`;
  return html`<div class="panel"><h3>Time a packet</h3><p class="muted">Nanoseconds a packet: geometric means of the medians over ${formatCount(filters, 'filter')}, ${formatCount(pairs, 'pair')} of a filter and a trace.${against}</p><div class="columns"><div><h4>By engine and pipeline</h4>${tableMarkup(engineTable(timing, baseline), 'time a packet by engine and pipeline')}</div>${byGroup}</div></div>`;
}

/** A row for each engine, a column for each pipeline; with the ratio to `baseline` as a note. */
export function engineTable(timing: TimingTable, baseline: Runner | null): Table {
  const { runners } = timing;
  const engines = [...new Set(runners.map(({ engine }) => engine))];
  const pipelines = [...new Set(runners.map(({ pipeline }) => pipeline))];
  const base = baseline === null ? null : (timing.summary(baseline)?.mean ?? null);
  const cellOf = (engine: string, pipeline: string): Cell | string => {
    const isThere = runners.some((each) => each.engine === engine && each.pipeline === pipeline);
    const mean = isThere ? (timing.summary({ engine, pipeline })?.mean ?? null) : null;
    return mean === null || base === null
      ? formatNumber(mean)
      : { text: formatNumber(mean), note: `(${formatRatio(mean / base)})` };
  };
  return {
    heads: ['engine', ...pipelines],
    rows: engines.map((engine) => [engine, ...pipelines.map((name) => cellOf(engine, name))]),
  };
}

/** A row for each group, a column for each of `runners`. */
export const groupTable = (timing: TimingTable, runners: readonly Runner[]): Table => ({
  heads: ['group', ...runners.map(({ engine }) => engine)],
  rows: timing.groups.map((group) => [
    group,
    ...runners.map((runner) => formatNumber(timing.summary(runner, group)?.mean ?? null)),
  ]),
});
