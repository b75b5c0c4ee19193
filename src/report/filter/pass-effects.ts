import type { Remark } from '../../pass/pass.ts';
import type { FilterSize, PassRecord } from '../../pass/pass-record.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds, formatNumber } from '../number-format.ts';
import { diffView } from './diff-view.ts';
import type { StagedCompilation } from './stages.ts';

/** The most remarks of one pass that are shown. */
const MAX_REMARKS = 50;

/** What each pass did: a comparison for those that changed the filter, one line for all others. */
export function passEffects({ input, stages }: StagedCompilation): Markup {
  if (stages.length === 0) {
    return html`<p class="muted">The pipeline has no passes.</p>`;
  }
  const effects: Markup[] = [];
  let idle: PassRecord[] = [];
  let before = input.text;
  for (const { record, after } of stages) {
    if (after === null) {
      idle.push(record);
    } else {
      effects.push(...idleLine(idle), effect(record, before, after.text));
      idle = [];
      before = after.text;
    }
  }
  effects.push(...idleLine(idle));
  return html`<div class="passes">${effects}</div>`;
}

function effect(record: PassRecord, before: string, after: string): Markup {
  const { application, pass, duration, statistics, remarks } = record;
  const counters = [...statistics].map(
    ([name, count]) => html`<span class="chip">${name} <b>${count}</b></span>`,
  );
  return html`<details class="pass"><summary><span class="number">${application}</span> <b>${pass}</b> <span class="muted">${sizes(record.before, record.after)} · ${formatMilliseconds(duration)}</span> ${counters}</summary>${remarkList(remarks)}${diffView(before, after)}</details>`;
}

function sizes(before: FilterSize, after: FilterSize): string {
  const change = (from: number, to: number, noun: string): string =>
    from === to ? formatCount(to, noun) : `${formatNumber(from)} → ${formatCount(to, noun)}`;
  return `${change(before.blocks, after.blocks, 'block')}, ${change(before.instructions, after.instructions, 'instruction')}`;
}

function remarkList(remarks: readonly Remark[]): Markup | null {
  if (remarks.length === 0) {
    return null;
  }
  const items = remarks
    .slice(0, MAX_REMARKS)
    .map(
      ({ kind, where, message }) =>
        html`<li class="linked remark-${kind}"><code>${where}</code> ${message}</li>`,
    );
  const left = remarks.length - MAX_REMARKS;
  const rest = left > 0 ? html`<li>… ${formatCount(left, 'more remark')}</li>` : null;
  return html`<details class="remarks"><summary>${formatCount(remarks.length, 'remark')}</summary><ul>${items}${rest}</ul></details>`;
}

function idleLine(records: readonly PassRecord[]): readonly Markup[] {
  if (records.length === 0) {
    return [];
  }
  const names = records.map(({ application, pass }) => `${application} ${pass}`).join(', ');
  const title = `${formatCount(records.length, 'pass')} changed nothing`;
  return [html`<details class="idle"><summary>${title}</summary><p>${names}</p></details>`];
}
