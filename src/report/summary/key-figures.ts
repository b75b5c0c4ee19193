import { quantile } from '../../support/statistics.ts';
import { filterCount } from '../data/finding-groups.ts';
import { outcome, variantOf } from '../data/measure.ts';
import { type ExperimentSummary, totalRatio } from '../data/summary.ts';
import { html, type Markup } from '../html.ts';
import { formatCount, formatMilliseconds, formatNumber, formatRatio } from '../number-format.ts';
import { tile } from './panel.ts';

/** The few numbers to read first. */
export function keyFigures(summary: ExperimentSummary): Markup {
  const figures = [
    ratioFigure('executed instructions', totalRatio(summary.executed, summary.roles), summary),
    ratioFigure('static instructions', totalRatio(summary.size, summary.roles), summary),
    timeFigure(summary),
    compileFigure(summary),
    verdictFigure(summary),
  ];
  return html`<div class="tiles">${figures}</div>`;
}

function ratioFigure(
  noun: string,
  ratio: number | null,
  { roles: { subject, baseline } }: ExperimentSummary,
): Markup | null {
  return ratio === null
    ? null
    : tile(formatRatio(ratio), `${noun}, ${subject} against ${baseline}`, outcome(ratio));
}

/** The fastest engine on the subject's code, against the baseline. */
function timeFigure({ timing, timingBaseline, roles }: ExperimentSummary): Markup | null {
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
  return tile(
    `${formatNumber(mean)} ns`,
    `a packet by ${runner.engine}; ${formatNumber(base.mean)} ns by ${timingBaseline.engine} with ${timingBaseline.pipeline}`,
    outcome(mean / base.mean),
  );
}

function compileFigure({ results, roles }: ExperimentSummary): Markup | null {
  const times = results.filters
    .flatMap((filter) => variantOf(filter, roles.subject)?.compile.total ?? [])
    .toSorted((a, b) => a - b);
  const median = quantile(times, 0.5);
  return median === null
    ? null
    : tile(
        formatMilliseconds(median),
        `to compile a filter to ${results.targets[0]?.title} with ${roles.subject}, median`,
      );
}

function verdictFigure({ findings, results }: ExperimentSummary): Markup {
  const wrong = filterCount(findings.ours);
  const packets = results.traces.reduce((sum, trace) => sum + trace.packets, 0);
  return tile(
    formatNumber(wrong),
    `wrong ${wrong === 1 ? 'filter' : 'filters'}, by all pipelines and engines on ${formatCount(packets, 'packet')}`,
    wrong === 0 ? 'better' : 'worse',
  );
}
