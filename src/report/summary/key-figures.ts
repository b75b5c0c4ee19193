import { outcome } from '../chart/executed-scatter.ts';
import { filterCount } from '../data/finding-groups.ts';
import { quantile, variantOf } from '../data/measure.ts';
import { type ExperimentSummary, totalRatio } from '../data/summary.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds, formatNumber, formatRatio } from '../number-format.ts';

/** One number that the report is about. */
interface Figure {
  readonly value: string;
  readonly label: string;
  readonly outcome: 'better' | 'worse' | 'equal';
}

/** The few numbers to read first. */
export function keyFigures(summary: ExperimentSummary): Markup {
  const figures = [
    ratioFigure('executed instructions', totalRatio(summary.executed, summary.roles), summary),
    ratioFigure('static instructions', totalRatio(summary.size, summary.roles), summary),
    timeFigure(summary),
    compileFigure(summary),
    verdictFigure(summary),
  ].filter((figure) => figure !== null);
  const tiles = figures.map(
    ({ value, label, outcome: kind }) =>
      html`<div class="tile"><b class="${kind}">${value}</b><span>${label}</span></div>`,
  );
  return html`<div class="tiles">${tiles}</div>`;
}

function ratioFigure(
  noun: string,
  ratio: number | null,
  { roles: { subject, baseline } }: ExperimentSummary,
): Figure | null {
  return ratio === null
    ? null
    : {
        value: formatRatio(ratio),
        label: `${noun}, ${subject} against ${baseline}`,
        outcome: outcome(ratio),
      };
}

/** The fastest engine on the subject's code, against the baseline. */
function timeFigure({ timing, timingBaseline, roles }: ExperimentSummary): Figure | null {
  const base = timingBaseline === null ? null : timing.summary(timingBaseline);
  const ours = timing.runners
    .filter(({ pipeline }) => pipeline === roles.subject)
    .flatMap((runner) => {
      const times = timing.summary(runner);
      return times === null ? [] : [{ runner, mean: times.mean }];
    })
    .toSorted((a, b) => a.mean - b.mean);
  const [fastest] = ours;
  if (base === null || timingBaseline === null || fastest === undefined) {
    return null;
  }
  const { runner, mean } = fastest;
  return {
    value: `${formatNumber(mean)} ns`,
    label: `a packet by ${runner.engine}; ${formatNumber(base.mean)} ns by ${timingBaseline.engine} with ${timingBaseline.pipeline}`,
    outcome: outcome(mean / base.mean),
  };
}

function compileFigure({ results, roles }: ExperimentSummary): Figure | null {
  const times = results.filters
    .flatMap((filter) => variantOf(filter, roles.subject)?.compile.total ?? [])
    .toSorted((a, b) => a - b);
  const median = quantile(times, 0.5);
  return median === null
    ? null
    : {
        value: formatMilliseconds(median),
        label: `to compile a filter to cBPF with ${roles.subject}, median`,
        outcome: 'equal',
      };
}

function verdictFigure({ findings, results }: ExperimentSummary): Figure {
  const wrong = filterCount(findings.ours);
  const packets = results.traces.reduce((sum, trace) => sum + trace.packets, 0);
  return {
    value: formatNumber(wrong),
    label: `wrong ${wrong === 1 ? 'filter' : 'filters'}, by all pipelines and engines on ${formatCount(packets, 'packet')}`,
    outcome: wrong === 0 ? 'better' : 'worse',
  };
}
