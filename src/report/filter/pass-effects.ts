import type { FilterSize, Stage, StagedCompilation } from '../../artifact/stages.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds, formatNumber } from '../number-format.ts';
import { diffView } from './diff-view.ts';

/** The most remarks of one pass that are shown. */
const MAX_REMARKS = 50;

/** What each pass did: a comparison for those that changed the filter, one line for all others. */
export function passEffects({ applications, input, stages }: StagedCompilation): Markup {
  if (applications.length === 0) {
    return html`<p class="muted">The pipeline has no passes.</p>`;
  }
  const effects: Markup[] = [];
  let done = 0;
  let before = input.text;
  for (const stage of stages) {
    effects.push(...idleLine(applications, done, stage.application - 1), effect(stage, before));
    done = stage.application;
    before = stage.filter.text;
  }
  effects.push(...idleLine(applications, done, applications.length));
  return html`<div class="passes">${effects}</div>`;
}

function effect(stage: Stage, text: string): Markup {
  const { application, pass, milliseconds, statistics, remarks, before, after, filter } = stage;
  const counters = Object.entries(statistics).map(
    ([name, count]) => html`<span class="chip">${name} <b>${count}</b></span>`,
  );
  return html`<details class="pass"><summary><span class="number">${application}</span> <b>${pass}</b> <span class="muted">${sizes(before, after)} · ${formatMilliseconds(milliseconds)}</span> ${counters}</summary>${remarkList(remarks)}${diffView(text, filter.text)}</details>`;
}

function sizes(before: FilterSize, after: FilterSize): string {
  const change = (from: number, to: number, noun: string): string =>
    from === to ? formatCount(to, noun) : `${formatNumber(from)} → ${formatCount(to, noun)}`;
  return `${change(before.blocks, after.blocks, 'block')}, ${change(before.instructions, after.instructions, 'instruction')}`;
}

function remarkList(remarks: Stage['remarks']): Markup | null {
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

/** The applications from `start` (counted from 0) to before `end`, none of which changed anything. */
function idleLine(all: readonly string[], start: number, end: number): readonly Markup[] {
  if (start >= end) {
    return [];
  }
  const names = all.slice(start, end).map((pass, index) => `${start + index + 1} ${pass}`);
  const title = `${formatCount(names.length, 'pass')} changed nothing`;
  return [
    html`<details class="idle"><summary>${title}</summary><p>${names.join(', ')}</p></details>`,
  ];
}
