import { outcome } from '../data/measure.ts';
import type { FilterRatio } from '../data/ratio-table.ts';
import { formatNumber, formatRatio } from '../number-format.ts';
import { bottomAxis, type Chart, draw, leftAxis } from './chart.ts';
import { logTicks } from './log-ticks.ts';

/** What a scatter plot compares. */
export interface ScatterInput {
  readonly ratios: readonly FilterRatio[];
  readonly subject: string;
  readonly baseline: string;
  /** The address of a filter's section on the page. */
  linkTo(filter: FilterRatio['filter']): string;
}

/** A point a filter: the executed instructions of the baseline and of the subject, on log axes. */
export function executedScatter({ ratios, subject, baseline, linkTo }: ScatterInput): Chart {
  return {
    title: `Executed instructions, ${subject} and ${baseline}.`,
    caption:
      'A point is a filter. Below the line, fewer instructions are executed than by the baseline.',
    width: 520,
    height: 420,
    margins: { top: 12, right: 16, bottom: 46, left: 60 },
    draw: (plot, d3, area) => {
      const values = ratios.flatMap((ratio) => [ratio.subject, ratio.baseline]);
      const domain = [Math.max((d3.min(values) ?? 1) * 0.85, 0.5), (d3.max(values) ?? 10) * 1.2];
      const [low = 1, high = 10] = domain;
      const ticks = [...logTicks(low, high)];
      const x = d3.scaleLog(domain, [0, area.width]);
      const y = d3.scaleLog(domain, [area.height, 0]);
      const tickText = (value: d3.NumberValue): string => formatTick(Number(value));
      bottomAxis(
        plot,
        area,
        d3.axisBottom<d3.NumberValue>(x).tickValues(ticks).tickFormat(tickText),
        `${baseline}: instructions a packet`,
      );
      leftAxis(
        plot,
        area,
        d3.axisLeft<d3.NumberValue>(y).tickValues(ticks).tickFormat(tickText),
        `${subject}: instructions a packet`,
      );
      draw(plot, 'line', { class: 'diagonal', x1: 0, y1: area.height, x2: area.width, y2: 0 });
      for (const { filter, subject: ours, baseline: theirs, ratio } of ratios) {
        draw(
          plot.append('a').attr('href', linkTo(filter)),
          'circle',
          {
            class: `point ${outcome(ratio)}`,
            cx: x(theirs).toFixed(1),
            cy: y(ours).toFixed(1),
            r: 3.6,
          },
          `${clip(filter.expression)}\n${formatNumber(ours)} against ${formatNumber(theirs)}: ${formatRatio(ratio)}`,
        );
      }
    },
  };
}

const clip = (text: string): string => (text.length > 90 ? `${text.slice(0, 89)}…` : text);
const formatTick = (value: number): string => `${Number(value.toPrecision(3))}`;
